import { expect, test } from 'vitest'
import { clockChanges, plainRhythm, rhythmOf, ruleOf } from './rhythm'

const tuesday = '2026-11-24'

test('a rhythm is written as a rule and read back', () => {
  const plain = plainRhythm(tuesday)
  for (const [rhythm, rule] of [
    [plain, 'FREQ=WEEKLY;BYDAY=TU'],
    [{ ...plain, days: [0, 4, 2] }, 'FREQ=WEEKLY;BYDAY=TU,TH,SU'],
    [{ ...plain, interval: 2 }, 'FREQ=WEEKLY;BYDAY=TU;INTERVAL=2'],
    [{ ...plain, every: 'nth', nth: -1 }, 'FREQ=MONTHLY;BYDAY=-1TU'],
    [{ ...plain, every: 'nth', nth: 2, days: [6] }, 'FREQ=MONTHLY;BYDAY=2SA'],
    [{ ...plain, every: 'date', monthDay: 31 }, 'FREQ=MONTHLY;BYMONTHDAY=31'],
    [{ ...plain, every: 'once' }, ''],
    [{ ...plain, ends: 'on', until: '2027-03-30' }, 'FREQ=WEEKLY;BYDAY=TU;UNTIL=20270330'],
    [{ ...plain, ends: 'after', count: 8 }, 'FREQ=WEEKLY;BYDAY=TU;COUNT=8'],
  ] as const) {
    expect(ruleOf(rhythm)).toBe(rule)
    const read = rhythmOf({ start: `${tuesday}T19:00`, rule })
    expect(read && ruleOf(read), rule).toBe(rule)
  }
})

test('what a rule leaves to its start is filled in', () => {
  expect(rhythmOf({ start: `${tuesday}T19:00`, rule: 'FREQ=WEEKLY' })?.days).toEqual([2])
  expect(rhythmOf({ start: '2026-01-31T19:00', rule: 'FREQ=MONTHLY' })).toMatchObject({ every: 'date', monthDay: 31 })
  expect(rhythmOf({ start: `${tuesday}T19:00`, rule: 'FREQ=DAILY' })?.days.length).toBe(7)
})

test('a rule that says more is left alone', () => {
  for (const rule of [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=TU,TH',
    'FREQ=MONTHLY;INTERVAL=2',
    'FREQ=DAILY;INTERVAL=2',
    'FREQ=YEARLY',
  ]) {
    expect(rhythmOf({ start: `${tuesday}T19:00`, rule }), rule).toBeUndefined()
  }
})

test('a change of the clocks shows where the viewer does not change with the group', () => {
  const clock = (zone: string) => (at: string) =>
    new Intl.DateTimeFormat('en', { timeStyle: 'short', timeZone: zone }).format(new Date(at))
  // Tuesdays at 7 pm in New York, which goes to summer time on 8 March 2026.
  const starts = ['2026-03-04T00:00:00Z', '2026-03-10T23:00:00Z', '2026-03-17T23:00:00Z']
  expect(clockChanges(starts, clock('America/New_York'))).toEqual([])
  expect(clockChanges(starts, clock('America/Phoenix'))).toEqual([starts[1]])
})
