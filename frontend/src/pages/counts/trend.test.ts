import { expect, test } from 'vitest'
import type { MeetingCounts } from '../../generated/api'
import { pictureOf } from './trend'

const frame = { width: 320, height: 100, left: 20 }

const meeting = (most: number, average = most): MeetingCounts => ({
  meeting: `m${most}`,
  starts_at: '2026-03-03T19:00:00Z',
  outcome: most ? 'held' : 'empty',
  came: most,
  most,
  average,
  minutes: 60,
  newcomers: 0,
  acceptances: most,
})

test('the fullest meeting is no higher than the highest line, and an empty one has no height', () => {
  const { marks, lines } = pictureOf([meeting(7, 3.5), meeting(0)], frame)
  expect(lines.map((l) => l.count)).toEqual([0, 2, 4, 6, 8])
  expect(lines[0]?.y).toBe(100)
  expect(lines.at(-1)?.y).toBe(0)
  expect(marks[0]?.top).toBeCloseTo(12.5)
  expect(marks[0]?.average).toBeCloseTo(56.25)
  expect(marks[1]?.top).toBe(100)
})

test('bars stand in order beside each other, within the frame', () => {
  const { marks } = pictureOf(
    Array.from({ length: 52 }, (_, i) => meeting(i)),
    frame,
  )
  for (const [i, mark] of marks.entries()) {
    const before = marks[i - 1]
    expect(mark.x).toBeGreaterThan(before ? before.x + before.width : 20)
    expect(mark.x + mark.width).toBeLessThan(320)
  }
})

test.each([1, 3, 4, 5, 9, 40, 99, 300, 1234])('there are few lines for %i people, at whole numbers', (most) => {
  const { lines } = pictureOf([meeting(most)], frame)
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.length).toBeLessThan(6)
  for (const line of lines) expect(Number.isInteger(line.count)).toBe(true)
  expect(lines.at(-1)?.count).toBeGreaterThanOrEqual(most)
})
