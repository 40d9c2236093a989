import type { CallState } from '../../call/state'
import type { ParticipantID, Person } from '../../generated/protocol'
import { t } from '../../i18n/i18n.svelte'

/** What everybody sees of a person besides their role. */
export function badgesOf(person: Person): string[] {
  return [
    person.simulated ? t('simulated.badge') : '',
    person.greeter ? t('hat.greeter') : '',
    person.timekeeper ? t('hat.timekeeper') : '',
    person.captioner ? t('hat.captioner') : '',
    person.observer ? t('observer.badge') : '',
  ].filter(Boolean)
}

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
