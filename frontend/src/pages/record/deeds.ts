import { type Key, speech, t } from '../../i18n/i18n.svelte'

/** What was done, in words; a later server may do more than this page knows. */
export function deedText(what: string, lifted: boolean): string {
  for (const key of [lifted ? `deed.${what}.lifted` : '', `deed.${what}`]) {
    if (Object.hasOwn(speech.words, key)) return t(key as Extract<Key, 'deed.other'>)
  }
  return t('deed.other')
}
