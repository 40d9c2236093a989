import { expect, test } from 'vitest'
import { addDays, addMonths, dayByKey, firstDayOf, weekdayOf, weeksOf } from './days'

test('days and months are counted as on the wall, over leap days and the ends of years', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
  expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  expect(addMonths('2026-12-15', 1)).toBe('2027-01-15')
  expect(weekdayOf('2026-11-26')).toBe(4) // Thanksgiving
})

test('a month is shown in whole weeks', () => {
  const november = weeksOf('2026-11', 0)
  expect(november.length).toBe(5)
  expect(november[0]?.[0]).toBe('2026-11-01')
  expect(november[4]?.[6]).toBe('2026-12-05')
  const fromMonday = weeksOf('2026-11', 1)
  expect(fromMonday.length).toBe(6)
  expect(fromMonday[0]?.[0]).toBe('2026-10-26')
  expect(fromMonday[0]?.[6]).toBe('2026-11-01')
  expect(weeksOf('2026-02', 0).flat().length).toBe(28) // four whole weeks
})

test('every key of a grid leads to its day', () => {
  const from = (key: string) => dayByKey('2026-11-25', key, 0)
  expect(from('ArrowLeft')).toBe('2026-11-24')
  expect(from('ArrowRight')).toBe('2026-11-26')
  expect(from('ArrowUp')).toBe('2026-11-18')
  expect(from('ArrowDown')).toBe('2026-12-02')
  expect(from('Home')).toBe('2026-11-22')
  expect(from('End')).toBe('2026-11-28')
  expect(from('PageUp')).toBe('2026-10-25')
  expect(from('PageDown')).toBe('2026-12-25')
  expect(from('a')).toBeUndefined()
})

test('weeks begin as people there are used to', () => {
  expect(['en-US', 'en', 'es-MX', 'en-GB', 'es', 'es-ES'].map(firstDayOf)).toEqual([0, 0, 0, 1, 1, 1])
})
