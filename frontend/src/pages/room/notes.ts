import type { CallState } from '../../call/state'
import type { ParticipantID, Visitor } from '../../generated/protocol'
import { t } from '../../i18n/i18n.svelte'

/** What those who lead know of a person inside, in short words; nothing for others. */
export function notesOn(live: CallState, id: ParticipantID): string[] {
  const note = live.notes.find((n) => n.participant === id)
  if (!note) return []
  return [
    note.minute ? t('minute.of.note') : '',
    note.newcomer ? t('person.newcomer') : '',
    note.reminded ? t('person.reminded', { count: note.reminded }) : '',
    note.warned ? t('person.warned', { count: note.warned }) : '',
  ].filter(Boolean)
}

/** What may matter before letting somebody in; none of it refuses anybody. */
export function flagsOf(visitor: Visitor): string[] {
  const flags = ['newcomer', 'machine', 'looks_like_removed'] as const
  return flags.filter((flag) => visitor[flag]).map((flag) => t(`door.flag.${flag}`))
}
