import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CaptionWriter } from './captionwriter'

let sent: [number, string][]
let writer: CaptionWriter

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  writer = new CaptionWriter(5, (line, text) => sent.push([line, text]))
})
afterEach(() => {
  writer.close()
  vi.useRealTimers()
})

test('a line is passed on as it grows, at most a few times a second', () => {
  for (let n = 1; n <= 20; n++) {
    writer.type('Ana: welcome, all of you'.slice(0, n))
    vi.advanceTimersByTime(50)
  }
  vi.advanceTimersByTime(1000)
  expect(sent.length).toBeLessThanOrEqual(5)
  expect(sent.at(-1)).toEqual([5, 'Ana: welcome, all of'])
  expect(sent.every(([line]) => line === 5)).toBe(true)
})

test('a finished line goes at once, and the next one has another number', () => {
  writer.type('One. ')
  writer.finish()
  expect(sent).toEqual([[5, 'One.']])
  writer.finish()
  writer.type('Two.')
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual([
    [5, 'One.'],
    [6, 'Two.'],
  ])
})

test('what was taken back while it was typed is taken back for the readers', () => {
  writer.type('Oops')
  vi.advanceTimersByTime(1000)
  writer.type('')
  vi.advanceTimersByTime(1000)
  expect(sent.at(-1)).toEqual([5, ''])
})

test('a long line goes on in a new one at a space', () => {
  const words = 'word '.repeat(33)
  expect(writer.type(words)).toBe('')
  expect(sent).toEqual([[5, words.trim()]])
  expect(writer.type('x'.repeat(310))).toBe('x'.repeat(10))
  expect(sent[1]).toEqual([6, 'x'.repeat(300)])
})

test('nothing is passed on after the end', () => {
  writer.type('late')
  writer.close()
  vi.advanceTimersByTime(1000)
  expect(sent).toEqual([])
})
