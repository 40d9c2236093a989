import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inside, person, visitor } from '../call/fakes/events'
import { reduce } from '../call/reduce'
import { type CallState, outside } from '../call/state'
import type { Event, Snapshot } from '../generated/protocol'
import { comings, waitingNews } from './doornews'

beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-US'] }))
afterAll(() => void vi.unstubAllGlobals())

const at = { wall: Date.parse('2026-11-24T19:05:00Z'), page: 0 }

function state(change: Partial<Snapshot> = {}): CallState {
  return reduce(outside, { ...inside(change), seq: 1 }, at)
}

test('on coming in one hears how many wait, and how many of them are new', () => {
  const door = ['a', 'b', 'c', 'd', 'e'].map((id) => visitor(id))
  const waiting = state({ role: 'facilitator', door: [...door, visitor('f', { newcomer: true })] })
  expect(waitingNews(waiting)).toBe('6 people are waiting, 1 of them is here for the first time.')
  expect(waitingNews(state({ door: [visitor('a')] }))).toBe('1 person is waiting.')
})

test('who comes and goes is said, and an observer as such', () => {
  const before = state()
  const now = (event: object) => reduce(before, { seq: 2, ...event } as Event, at)
  const texts = (after: CallState) => comings(before, after).map((n) => n.text)
  expect(texts(now({ type: 'people.joined', people: [person('owl')] }))).toEqual(['OWL came in.'])
  expect(texts(now({ type: 'person.left', participant: 'ana' }))).toEqual(['ANA left.'])
  expect(texts(now({ type: 'people.joined', people: [person('otto', { observer: true })] }))).toEqual([
    'OTTO is here to observe.',
  ])
  expect(texts(now({ type: 'person.changed', person: person('ana', { microphone: 'on' }) }))).toEqual([])
  expect(comings(outside, before)).toEqual([])
})
