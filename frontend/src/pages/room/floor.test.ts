import { expect, test } from 'vitest'
import { type CallState, outside } from '../../call/state'
import type { Person } from '../../generated/protocol'
import { closedBy, isPartOver, lacksFloor, laneClosedBy, minutesAndSeconds } from './floor'

const fox: Person = {
  id: 'fox',
  name: 'Red Fox',
  role: 'participant',
  microphone: 'off',
  camera: 'off',
  screen: 'off',
  link: 'connected',
}
const inside: CallState = { ...outside, phase: { at: 'present' }, self: 'fox', people: [fox] }

test.each([
  ['nothing', { may: { microphone: true, camera: true, screen: false } }, undefined],
  ['calm', { rules: { ...inside.rules, calm: true } }, 'closed.calm'],
  ['a hold', { hold: { since: '', ends_at: '' }, rules: { ...inside.rules, calm: true } }, 'closed.hold'],
  ['closed microphones', { rules: { ...inside.rules, microphones_closed: true } }, 'closed.microphones'],
  ['a mute', { people: [{ ...fox, microphone: 'stopped' }] }, 'own.microphone.stopped'],
] as const)('%s explains a closed microphone', (_, change, reason) => {
  expect(closedBy({ ...inside, ...change }, 'microphone')).toBe(reason)
})

test('the rule of the group explains a closed camera before a facilitator does', () => {
  expect(closedBy({ ...inside, cameraRule: 'off' }, 'camera')).toBe('own.camera.rule')
  expect(closedBy(inside, 'camera')).toBe('own.camera.stopped')
})

test('where one speaks at a time, only the speaker and those who lead have the floor', () => {
  const floor = { mode: 'ask', speaker: 'owl', seconds: 0, order: [], passed: [] } as const
  expect(lacksFloor({ ...inside, floor })).toBe(true)
  expect(lacksFloor({ ...inside, floor: { ...floor, speaker: 'fox' } })).toBe(false)
  expect(lacksFloor({ ...inside, floor, role: 'facilitator' })).toBe(false)
  expect(lacksFloor({ ...inside, floor: { ...floor, mode: 'free' } })).toBe(false)
  const aside = { id: 's1', by: 'ben', for: 'fox', asked: [], inside: ['ben', 'fox'] }
  expect(lacksFloor({ ...inside, floor, sides: [aside] })).toBe(false)
})

test('whoever reads aloud may speak where somebody else has the floor', () => {
  const floor = { mode: 'ask', speaker: 'owl', seconds: 0, order: [], passed: [] } as const
  const reading = { place: 1, of: 2, title: 'Kindness', text: 'We are kind.', reader: 'fox' }
  expect(lacksFloor({ ...inside, floor, reading })).toBe(false)
  expect(lacksFloor({ ...inside, floor, reading: { ...reading, reader: 'owl' } })).toBe(true)
})

test('a circle takes the floor from others only without cross-talk', () => {
  const floor = { mode: 'circle', speaker: 'owl', seconds: 120, order: ['fox'], passed: [] } as const
  expect(lacksFloor({ ...inside, floor, crossTalk: 'none' })).toBe(true)
  expect(lacksFloor({ ...inside, floor, crossTalk: 'welcome' })).toBe(false)
})

test('time left is said in minutes and seconds, and never below none', () => {
  expect([65_000, 59_001, 1, 0, -5_000].map(minutesAndSeconds)).toEqual(['1:05', '1:00', '0:01', '0:00', '0:00'])
})

test('a calm room closes the chat for everyone, and leaves the way to the facilitators open', () => {
  const calm = { ...inside, rules: { ...inside.rules, calm: true } }
  expect(laneClosedBy(calm, 'everyone')).toBe('closed.calm')
  expect(laneClosedBy(calm, 'facilitators')).toBeUndefined()
  expect(laneClosedBy({ ...calm, role: 'facilitator' }, 'everyone')).toBeUndefined()
})

test('a quiet chat closes only while somebody shares', () => {
  const rules = { ...inside.rules, quiet_in_shares: true }
  expect(laneClosedBy({ ...inside, rules }, 'everyone')).toBeUndefined()
  const floor = { mode: 'circle', speaker: 'owl', seconds: 120, order: [], passed: [] } as const
  expect(laneClosedBy({ ...inside, rules, floor }, 'everyone')).toBe('closed.quiet')
})

test('an observer is told why nothing turns on, and may write to the facilitators', () => {
  const observing = { ...inside, people: [{ ...fox, observer: true }] }
  expect(closedBy(observing, 'microphone')).toBe('closed.observing')
  expect(laneClosedBy(observing, 'everyone')).toBe('closed.observing')
  expect(laneClosedBy(observing, 'facilitators')).toBeUndefined()
})

test('a part of the plan is over when its time is, and none without one', () => {
  const at = (time: string): Date => new Date(`2026-11-24T${time}Z`)
  const plan = {
    segments: [{ title: 'Check-in', minutes: 5, break: false }],
    current: 0,
    until: '2026-11-24T19:05:00Z',
  }
  expect(isPartOver(plan, at('19:04:59'))).toBe(false)
  expect(isPartOver(plan, at('19:05:00'))).toBe(true)
  expect(isPartOver({ segments: plan.segments, current: -1 }, at('19:10:00'))).toBe(false)
})
