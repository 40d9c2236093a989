import type { CallState } from '../src/call/state'
import type { ParticipantID, Person } from '../src/generated/protocol'

function person(id: string, name: string, more: Partial<Person> = {}): Person {
  return {
    id: id as ParticipantID,
    name,
    role: 'participant',
    microphone: 'off',
    camera: 'off',
    screen: 'off',
    link: 'connected',
    ...more,
  }
}

/** One of each state that a tile can be in. */
export const everyone: readonly Person[] = [
  person('a', 'Ana', { role: 'facilitator', microphone: 'on' }),
  person('b', 'Blue Heron', { microphone: 'on' }),
  person('c', 'Quiet Fern'),
  person('d', 'Loud Crow', { microphone: 'stopped' }),
  person('e', 'Grey Owl', { link: 'reconnecting' }),
  person('f', 'Red Fox', { quality: 'poor', microphone: 'on' }),
  person('g', 'Otto', { observer: true }),
  person('h', 'Small Wren', { greeter: true }),
  person('i', 'A Name As Long As Anybody May Choose For It', { timekeeper: true }),
]

/** What Ana's page shows of them: Blue Heron speaks, two hands are up. */
export function roomOf(state: CallState): CallState {
  return {
    ...state,
    phase: { at: 'present' },
    self: 'a' as ParticipantID,
    role: 'facilitator',
    groupName: 'Evening Circle',
    people: everyone,
    speaking: ['b' as ParticipantID],
    hands: ['c' as ParticipantID, 'f' as ParticipantID],
  }
}
