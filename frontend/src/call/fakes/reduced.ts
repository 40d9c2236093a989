import type { Event } from '../../generated/protocol'
import { reduce } from '../reduce'
import { type CallState, outside } from '../state'
import type { Unnumbered } from './events'

/** When all events come, by both clocks. */
export const at = { wall: Date.parse('2026-11-24T19:04:58Z'), page: 1000 }

/** What is known after some events, from the first one on. */
export function stateAfter(...events: readonly Unnumbered[]): CallState {
  return events.reduce((state, event, i) => reduce(state, { ...event, seq: i + 1 } as Event, at), outside)
}

export const ids = (list: readonly { readonly id: string }[]): string[] => list.map((item) => item.id)
