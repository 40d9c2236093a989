import type { ParticipantID } from '../generated/protocol'
import type { CallState } from './state'

/** A camera or a screen that a slot shows. */
export interface Picture {
  readonly slot: string
  readonly participant: ParticipantID
  readonly source: 'camera' | 'screen'
  /** With the slot a key for the element that shows it. */
  readonly epoch: number
  readonly since: number
  readonly paused: boolean
}

/**
 * The pictures there are, of people who are inside and show them. A slot may
 * be filled with somebody the page does not know yet, or does no more: then
 * there is nobody to show.
 */
export function pictures(state: Pick<CallState, 'people' | 'slots'>): readonly Picture[] {
  const list: Picture[] = []
  for (const [slot, { participant, source, epoch, since, paused = false }] of Object.entries(state.slots)) {
    if (source !== 'camera' && source !== 'screen') continue
    const person = state.people.find((p) => p.id === participant)
    if (person?.[source] === 'on') list.push({ slot, participant: person.id, source, epoch, since, paused })
  }
  return list
}
