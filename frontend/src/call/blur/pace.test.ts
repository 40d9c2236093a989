import { expect, test } from 'vitest'
import { Pace } from './pace'

/** Pictures that take so long, one after the other; the time at which it was too much, in ms. */
function tooMuchAt(pace: Pace, ms: number, from: number, to: number): number | undefined {
  for (let now = from; now < to; now += ms) if (pace.took(ms, now)) return now
  return undefined
}

test('a device that keeps up is fast enough for good', () => {
  expect(tooMuchAt(new Pace(), 30, 0, 60_000)).toBeUndefined()
})

test('a device that is too slow for some seconds is told apart from one that was busy for a moment', () => {
  const pace = new Pace()
  expect(tooMuchAt(pace, 30, 0, 5_000)).toBeUndefined()
  expect(tooMuchAt(pace, 500, 5_000, 13_000)).toBeUndefined()
  expect(tooMuchAt(pace, 30, 13_000, 20_000)).toBeUndefined()
  expect(tooMuchAt(pace, 500, 20_000, 60_000)).toBeGreaterThan(29_000)
})

test('whether it is worth beginning is told by the best of some trials', () => {
  expect(Pace.tooSlow([300, 90, 20, 90])).toBe(false)
  expect(Pace.tooSlow([300, 190, 140, 110])).toBe(true)
})
