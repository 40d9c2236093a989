import { type Key, t } from '../i18n/i18n.svelte'
import type { Refusal } from '../net/refusal'

/** Refusals a person may meet while doing something, in their language; the server's sentences are English. */
const byReason: Readonly<Record<string, Extract<Key, `refused.${string}`>>> = {
  name_reveals: 'refused.name_reveals',
  name_role: 'refused.name_role',
  name_taken: 'refused.name_role',
  share_taken: 'refused.share_taken',
  door_locked: 'refused.door_locked',
  outranked: 'refused.outranked',
  nobody: 'refused.nobody',
  too_long: 'refused.too_long',
  rate: 'refused.rate',
  meeting_on_now: 'refused.meeting_on_now',
}

/** What a person is told of a refusal that has no page of its own. */
export function sentenceOf(r: Refusal): string {
  const known = byReason[r.reason]
  switch (true) {
    case known !== undefined:
      return t(known)
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
