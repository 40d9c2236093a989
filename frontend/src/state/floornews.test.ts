import { expect, test } from 'vitest'
import { type CallState, outside } from '../call/state'
import type { Person } from '../generated/protocol'
import { floorNews } from './floornews'

const person = (id: string, name: string): Person => ({
  id,
  name,
  role: 'participant',
  microphone: 'off',
  camera: 'off',
  screen: 'off',
  link: 'connected',
})
const quiet: CallState = {
  ...outside,
  phase: { at: 'present' },
  self: 'fox',
  people: [person('fox', 'Red Fox'), person('owl', 'Grey Owl')],
}
const said = (before: CallState, now: CallState) => floorNews(before, now).map((n) => n.text)
const circle = { mode: 'circle', speaker: 'owl', seconds: 120, order: ['fox'], passed: [] } as const

test('nothing new is no news', () => {
  expect(said(quiet, quiet)).toEqual([])
  expect(said({ ...quiet, floor: circle }, { ...quiet, floor: { ...circle } })).toEqual([])
})

test('the room is calm, and open again', () => {
  const calm = { ...quiet, rules: { ...quiet.rules, calm: true } }
  expect(said(quiet, calm)).toEqual(['The room is calm. Microphones, cameras and the chat are closed for now.'])
  expect(said(calm, quiet)).toEqual(['The room is open again. What you turned off stays off.'])
})

test('"you are next" is said once', () => {
  const before = { ...quiet, floor: { ...circle, order: ['elk', 'fox'] } }
  const next = { ...quiet, floor: circle }
  expect(said(before, next)).toEqual(['You are next. You may pass, or go later.'])
  expect(said(next, { ...quiet, floor: { ...circle, until: '2026-01-01T00:00:00Z' } })).toEqual([])
})

test('a turn is told to its speaker in other words than to the others', () => {
  const before = { ...quiet, floor: circle }
  const mine = { ...quiet, floor: { ...circle, speaker: 'fox', order: [] } }
  expect(said(before, mine)).toEqual(['It is your turn. Turn on your microphone when you like, or pass.'])
  expect(said(mine, before)).toContain('Grey Owl shares now.')
})

test('a raised hand is news to those who lead', () => {
  const raised = { ...quiet, hands: ['owl'] }
  expect(said(quiet, raised)).toEqual([])
  expect(said({ ...quiet, role: 'facilitator' }, { ...raised, role: 'facilitator' })).toEqual([
    'Grey Owl raised a hand.',
  ])
})

test('a needed minute is told once', () => {
  const note = { participant: 'owl', reminded: 0, warned: 0, newcomer: false, minute: '2026-01-01T00:00:00Z' }
  const asked = { ...quiet, notes: [note] }
  expect(said(quiet, asked)).toEqual(['Grey Owl needs a minute.'])
  expect(said(asked, { ...quiet, notes: [{ ...note, reminded: 1 }] })).toEqual([])
})

test('the part of the plan that begins is named, its length is not', () => {
  const segments = [{ title: 'Welcome', minutes: 5, break: false }]
  const since = '2026-01-01T00:00:00Z'
  const began = { ...quiet, plan: { segments, current: 0, since } }
  expect(said(quiet, began)).toEqual(['Now: Welcome.'])
  expect(
    said(began, { ...quiet, plan: { segments: [{ ...segments[0], minutes: 9 }], current: 0, since } } as CallState),
  ).toEqual([])
})

test('who reads aloud is said when the clause or the reader changes', () => {
  const reading = { place: 1, of: 2, title: 'Kindness', text: 'We are kind.', reader: 'owl', next: 'fox' }
  const read = (change: object) => ({ ...quiet, reading: { ...reading, ...change } })
  expect(said(quiet, read({}))).toEqual(['Grey Owl reads aloud: Kindness.'])
  expect(said(read({}), read({ next: 'owl' }))).toEqual([])
  expect(said(read({}), read({ reader: 'fox', place: 2, title: 'Privacy' }))).toEqual([
    'It is your turn to read aloud: Privacy. You may pass.',
  ])
  expect(said(read({}), quiet)).toEqual(['The agreements have been read.'])
})
