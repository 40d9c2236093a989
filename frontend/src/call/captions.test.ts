import { expect, test } from 'vitest'
import type { Event } from '../generated/protocol'
import { reduce } from './reduce'
import { type CallState, outside } from './state'

const take = (state: CallState, ...events: Event[]): CallState =>
  events.reduce((s, e) => reduce(s, e, { wall: 0, page: 0 }), state)

const wrote = (line: number, text: string, participant = 'wren'): Event => ({
  type: 'captions.written',
  seq: 1,
  participant,
  line,
  text,
})

const texts = (state: CallState): string[] => state.captions.lines.map((l) => l.text)

test('a line grows in its place, and an empty one goes', () => {
  const state = take(outside, wrote(1, 'Ana: wel'), wrote(2, 'Ben:'), wrote(1, 'Ana: welcome'))
  expect(texts(state)).toEqual(['Ana: welcome', 'Ben:'])
  expect(texts(take(state, wrote(2, '')))).toEqual(['Ana: welcome'])
  expect(texts(take(state, wrote(1, 'Hello', 'fox')))).toEqual(['Ana: welcome', 'Ben:', 'Hello'])
})

test('only the newest lines stay, and none once captions are off', () => {
  const many = take(outside, ...Array.from({ length: 40 }, (_, i) => wrote(i, `line ${i}`)))
  expect(texts(many).at(-1)).toBe('line 39')
  expect(texts(many).length).toBeLessThan(10)
  expect(take(many, { type: 'you.captions', seq: 2, on: false }).captions).toEqual({ on: false, lines: [] })
})
