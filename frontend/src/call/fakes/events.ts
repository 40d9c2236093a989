import type { Event, Message, Person, Snapshot, Visitor } from '../../generated/protocol'
import { emptyRoom } from '../state'

/** An event before the session has numbered it. */
export type Unnumbered = Event extends infer E ? (E extends Event ? Omit<E, 'seq'> : never) : never

export function person(id: string, change: Partial<Person> = {}): Person {
  return {
    id,
    name: id.toUpperCase(),
    role: 'participant',
    microphone: 'off',
    camera: 'off',
    screen: 'off',
    link: 'connected',
    ...change,
  }
}

export function visitor(id: string, change: Partial<Visitor> = {}): Visitor {
  return {
    id,
    name: id.toUpperCase(),
    since: '2026-11-24T19:00:00Z',
    again: false,
    link: 'connected',
    newcomer: false,
    machine: false,
    looks_like_removed: false,
    ...change,
  }
}

export function message(id: string, text = 'hello'): Message {
  return { id, lane: 'everyone', from: 'ana', name: 'ANA', text, at: '2026-11-24T19:00:00Z' }
}

/** What somebody inside may know: Ana leads, Heron is oneself. */
export function inside(change: Partial<Snapshot> = {}): Omit<Snapshot, 'seq'> {
  return {
    type: 'snapshot',
    self: 'heron',
    name: 'HERON',
    role: 'participant',
    standing: 'present',
    group_name: 'Tuesday circle',
    camera_rule: 'optional',
    cross_talk: 'none',
    starts_at: '2026-11-24T19:00:00Z',
    ends_at: '2026-11-24T20:00:00Z',
    now: '2026-11-24T19:05:00Z',
    door_locked: false,
    record: 'record of heron',
    people: [person('ana', { role: 'facilitator' }), person('heron')],
    door: [],
    removals: [],
    hands: [],
    floor: { mode: 'free', seconds: 0, order: [], passed: [] },
    plan: { segments: [], current: -1 },
    captions: false,
    needs_minute: false,
    asked_to_unmute: false,
    notes: [],
    departed: [],
    messages: [],
    sides: [],
    speaking: [],
    resources: [],
    reports: [],
    rules: emptyRoom.rules,
    may_turn_on_microphone: true,
    may_turn_on_camera: true,
    may_share_screen: false,
    ...change,
  }
}

/** What somebody at the door may know. */
export function atTheDoor(change: Partial<Snapshot> = {}): Omit<Snapshot, 'seq'> {
  return inside({
    standing: 'waiting',
    people: [],
    may_turn_on_microphone: false,
    may_turn_on_camera: false,
    ...change,
  })
}
