import { expect, test } from 'vitest'
import { clockIn, dateIn } from './dates'

test('a date is the one on the wall of the group', () => {
  expect(dateIn('2026-03-11T00:00:00Z', 'America/New_York')).toBe('2026-03-10')
  expect(dateIn('2026-07-01T06:00:00Z', 'Pacific/Apia')).toBe('2026-07-01')
  expect(dateIn('2026-12-31T23:30:00Z', 'Asia/Kolkata')).toBe('2027-01-01')
  expect(dateIn('2026-03-11T00:00:00Z', '')).toBe('2026-03-11')
})

test('a clock is the one on the wall of the group', () => {
  expect(clockIn('2026-03-11T00:00:00Z', 'America/New_York')).toBe('20:00')
  expect(clockIn('2026-03-11T04:00:00Z', 'America/New_York')).toBe('00:00')
  expect(clockIn('2026-03-10T14:00:00Z', 'Asia/Kolkata')).toBe('19:30')
})
