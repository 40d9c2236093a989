import { t } from '../i18n/i18n.svelte'
import type { Refusal } from './rest'

/** What a person is told of a refusal that has no page of its own. */
export function sentenceOf(r: Refusal): string {
  switch (true) {
    case r.reason === 'offline':
      return t('end.offline.text')
    case r.kind === 'too_many':
      return t('end.too_many.text')
    case r.sentence === '' || r.kind === 'internal' || r.kind === 'unavailable':
      return t('end.trouble.text')
    default:
      return r.sentence
  }
}
