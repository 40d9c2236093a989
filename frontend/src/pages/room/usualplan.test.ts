import { expect, test } from 'vitest'
import { usualPlan } from './usualplan'

const total = (minutes: number): number => usualPlan(minutes).reduce((sum, part) => sum + part.minutes, 0)
const breaks = (minutes: number): number => usualPlan(minutes).filter((part) => part.break).length

test('the usual plan fills the meeting, and a long one has a break', () => {
  expect([60, 75, 90, 120].map(total)).toEqual([60, 75, 90, 120])
  expect([60, 75, 90, 120].map(breaks)).toEqual([0, 0, 1, 1])
  expect(usualPlan(60).map((part) => part.minutes)).toEqual([5, 5, 15, 25, 10])
})

test('a short meeting still has every part', () => {
  expect(usualPlan(20).every((part) => part.minutes >= 5)).toBe(true)
})
