import { expect, test } from 'vitest'
import { closeCodes } from '../generated/protocol'
import { backOff, fate } from './backoff'

test('the first attempt is at once, then each waits longer, up to 6 s', () => {
  expect([0, 1, 2, 3, 4, 5, 40].map((n) => backOff(n, 0))).toEqual([0, 1000, 2000, 4000, 6000, 6000, 6000])
})

test('attempts of many people spread over half as much again', () => {
  expect(backOff(3, 0.5)).toBe(5000)
  expect(backOff(3, 1)).toBe(6000)
})

test.each([
  ['removed', 'over'],
  ['ended', 'over'],
  ['replaced', 'over'],
  ['declined', 'over'],
  ['left', 'over'],
  ['flooding', 'over'],
  ['protocol', 'over'],
  ['session_unknown', 'enter'],
  ['slow', 'resume'],
  ['restarting', 'later'],
] as const)('a socket closed as %s: %s', (word, what) => {
  expect(fate(closeCodes[word], true)).toBe(what)
})

test.each([1000, 1001, 1006, 1011, 4999])('a socket lost with %i is resumed', (code) => {
  expect(fate(code, true)).toBe('resume')
})

test('a socket that ran out before its first command is opened again', () => {
  expect(fate(closeCodes.protocol, false)).toBe('resume')
})
