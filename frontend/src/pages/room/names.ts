import { t } from '../../i18n/i18n.svelte'

/** A name, or a word for somebody whose name the server no longer has: names of who left do not survive a restart. */
export function named(name: string | undefined): string {
  return name || t('room.nameless')
}
