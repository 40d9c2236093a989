import type { Event } from '../generated/protocol'
import type { Moment } from './browser'
import { changes } from './changes'
import { type CallState, emptyRoom, leads, selfOf, sideOf } from './state'

/**
 * What an event makes of the state; `at` is when it came. Events may come twice
 * or late (they are sent again after a resume): each says how things are, so
 * taking one again changes nothing. Events of a later version are left aside.
 */
export function reduce(state: CallState, event: Event, at: Moment): CallState {
  if (!Object.hasOwn(changes, event.type)) return state
  // The table pairs each type of event with what takes that type; the compiler can't follow it here.
  const change = changes[event.type] as (s: CallState, e: Event, at: Moment) => Partial<CallState> | undefined
  const what = change(state, event, at)
  if (!what) return state
  const next = { ...state, ...what }
  return { ...next, may: mayTurnOn(next) }
}

/** The rules of moderation, as far as they are one's own: docs/moderation.md has them all. */
function mayTurnOn(state: CallState): CallState['may'] {
  const { hold, rules, asked, cameraRule, role } = state
  const self = selfOf(state)
  if (!self || self.observer || (hold && hold.floor !== self.id)) return emptyRoom.may
  const closed = rules.calm && !leads(role)
  const aside = sideOf(state) !== undefined
  const heard = !rules.microphones_closed || asked || aside || leads(role)
  return {
    microphone: !closed && heard && self.microphone !== 'stopped',
    camera: !closed && cameraRule !== 'off' && self.camera !== 'stopped',
    screen: leads(role) && !aside,
  }
}
