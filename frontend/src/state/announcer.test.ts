import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Announcer } from './announcer.svelte'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const people = (n: number): string => `${n} people came.`

test('one event is said as it is', () => {
  const announcer = new Announcer()
  announcer.say('door', 'Ana came.', people)
  vi.runAllTimers()
  expect(announcer.text).toBe('Ana came.')
})

test('a burst of one kind is one sentence, other kinds keep theirs', () => {
  const announcer = new Announcer()
  for (const name of ['Ana', 'Ben', 'Cleo']) announcer.say('door', `${name} came.`, people)
  announcer.say('chat', 'Ben: hello')
  vi.runAllTimers()
  expect(announcer.text).toBe('3 people came. Ben: hello')
})

test('the same sentence again is a change, so that it is read again', () => {
  const announcer = new Announcer()
  announcer.say('door', 'The door is closed.')
  vi.runAllTimers()
  const first = announcer.text
  announcer.say('door', 'The door is closed.')
  vi.runAllTimers()
  expect(announcer.text).not.toBe(first)
  expect(announcer.text.trim()).toBe(first)
})

test('nothing is said after stop', () => {
  const announcer = new Announcer()
  announcer.say('door', 'Ana came.')
  announcer.stop()
  vi.runAllTimers()
  expect(announcer.text).toBe('')
})
