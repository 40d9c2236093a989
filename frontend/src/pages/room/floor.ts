import { type CallState, leads, observes, sideOf } from '../../call/state'
import type { Lane, ParticipantID } from '../../generated/protocol'
import type { Key } from '../../i18n/i18n.svelte'

/** Whether nobody but the speaker, and those who lead, may turn a microphone on. */
export function oneAtATime({ floor, crossTalk }: CallState): boolean {
  return floor.mode === 'ask' || (floor.mode === 'circle' && crossTalk === 'none')
}

/**
 * Whether somebody else may speak now: a press on the microphone asks for the floor instead. In a side room there is no
 * floor.
 */
export function lacksFloor(live: CallState): boolean {
  const mine = live.floor.speaker === live.self || live.reading?.reader === live.self
  return oneAtATime(live) && !mine && !leads(live.role) && !sideOf(live)
}

export function nameOf(live: CallState, id: ParticipantID | undefined): string {
  return live.people.find((p) => p.id === id)?.name ?? ''
}

/** Whether the part of the plan that goes on has had its minutes. Nothing happens by that but a question. */
export function isPartOver({ current, until }: CallState['plan'], now: Date): boolean {
  return current >= 0 && until !== undefined && Date.parse(until) <= now.getTime()
}

type Closed = Extract<Key, `closed.${string}` | 'own.camera.rule' | `own.${'camera' | 'microphone'}.stopped`>

/** Why one's own microphone or camera does not turn on now; undefined when nothing is known against it. */
export function closedBy(live: CallState, source: 'microphone' | 'camera'): Closed | undefined {
  if (live.may[source]) return undefined
  if (observes(live)) return 'closed.observing'
  if (live.hold && live.hold.floor !== live.self) return 'closed.hold'
  if (live.rules.calm && !leads(live.role)) return 'closed.calm'
  if (source === 'camera') return live.cameraRule === 'off' ? 'own.camera.rule' : 'own.camera.stopped'
  const stopped = live.people.find((p) => p.id === live.self)?.microphone === 'stopped'
  return stopped ? 'own.microphone.stopped' : 'closed.microphones'
}

/** "1:05" of milliseconds, never below 0:00. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Why one can't write into a lane now; undefined when nothing is known against it. */
export function laneClosedBy(live: CallState, lane: Lane): Closed | undefined {
  const { hold, rules } = live
  if (hold) return 'closed.hold'
  if (leads(live.role)) return undefined
  if (lane === 'everyone' && observes(live)) return 'closed.observing'
  if (lane === 'facilitators') return rules.facilitators_lane_closed ? 'closed.facilitators' : undefined
  if (rules.calm) return 'closed.calm'
  if (rules.everyone_lane_closed) return 'closed.everyone'
  return rules.quiet_in_shares && live.floor.speaker ? 'closed.quiet' : undefined
}
