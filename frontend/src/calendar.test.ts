// The calendars that the server writes (board/testdata, see board/calendar_test.go), read by a parser that is none of
// ours: every date it finds has to be one that the server has planned, and the other way round.
import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'
import { expect, test } from 'vitest'

const read = (file: string): string => readFileSync(new URL(`../../board/testdata/${file}`, import.meta.url), 'utf8')

const from = new Date('2026-03-01T00:00:00Z')
const until = new Date('2027-01-01T00:00:00Z')

/** The starts of what is held, by UID, between two moments. */
function held(text: string): Record<string, string[]> {
  const calendar = new ICAL.Component(ICAL.parse(text))
  ICAL.TimezoneService.reset()
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone))
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
  const all: Record<string, string[]> = {}
  for (const series of events.filter((event) => !event.isRecurrenceException())) {
    for (const exception of events) {
      if (exception.isRecurrenceException() && exception.uid === series.uid) series.relateException(exception)
    }
    all[series.uid] = series.isRecurring() ? expand(series) : [instant(series.startDate)]
  }
  return all
}

function expand(series: ICAL.Event): string[] {
  const starts: string[] = []
  const dates = series.iterator()
  for (let date = dates.next(); date && date.toJSDate() < until; date = dates.next()) {
    const { item, startDate } = series.getOccurrenceDetails(date)
    const status = item.component.getFirstPropertyValue('status')
    if (status !== 'CANCELLED' && startDate.toJSDate() >= from) starts.push(instant(startDate))
  }
  return starts
}

const instant = (time: ICAL.Time): string => time.toJSDate().toISOString().replace('.000Z', 'Z')

const sorted = (all: Record<string, string[]>) =>
  Object.fromEntries(
    Object.entries(all)
      .map(([id, starts]) => [id, [...starts].sort()] as const)
      .sort(([a], [b]) => a.localeCompare(b)),
  )

for (const name of ['exceptions', 'zones']) {
  test(`${name}: an independent parser finds the dates that are planned`, () => {
    const found = sorted(held(read(`${name}.ics`)))
    expect(Object.values(found).flat().length).toBeGreaterThan(30)
    expect(found).toEqual(sorted(JSON.parse(read(`${name}.json`)) as Record<string, string[]>))
  })
}

test('calling off one date takes away one date, and a moved one is where it was moved to', () => {
  const starts = Object.values(held(read('exceptions.ics'))).flat()
  expect(starts).not.toContain('2026-03-31T23:00:00Z') // called off
  expect(starts).toContain('2026-03-24T23:00:00Z')
  expect(starts).toContain('2026-04-07T23:00:00Z')
  expect(starts).toContain('2026-04-17T00:30:00Z') // moved from Tuesday the 14th to Thursday, 20:30
  expect(starts).not.toContain('2026-04-14T23:00:00Z')
  expect(starts).not.toContain('2026-05-06T22:00:00Z') // moved, and then called off
  expect(starts).not.toContain('2026-11-25T00:00:00Z') // a holiday
  expect(starts).toContain('2026-06-06T16:00:00Z') // an extra meeting
})

test('the clock on the wall is kept over every change', () => {
  const all = Object.values(held(read('zones.ics')))
  const starting = (start: string) => all.find((starts) => starts.includes(start)) ?? []
  // Written down by hand, from the calendars and offsets of each place.
  expect(starting('2026-03-04T00:00:00Z').slice(0, 3)).toEqual([
    '2026-03-04T00:00:00Z',
    '2026-03-17T23:00:00Z',
    '2026-03-31T23:00:00Z',
  ])
  expect(starting('2026-03-17T19:00:00Z').slice(2, 6)).toEqual([
    '2026-03-24T19:00:00Z',
    '2026-03-26T19:00:00Z',
    '2026-03-31T18:00:00Z',
    '2026-04-02T18:00:00Z',
  ])
  expect(starting('2026-03-17T19:00:00Z').at(-1)).toBe('2026-11-05T19:00:00Z') // the last day is in
  expect(starting('2026-03-02T01:00:00Z').slice(0, 3)).toEqual([
    '2026-03-02T01:00:00Z',
    '2026-04-06T01:00:00Z',
    '2026-05-04T01:00:00Z',
  ])
  expect(starting('2026-03-02T14:00:00Z')[1]).toBe('2026-03-12T14:00:00Z')
  expect(starting('2026-07-01T06:00:00Z')[1]).toBe('2026-07-08T06:00:00Z')
  expect(all.filter((starts) => starts.includes('2026-11-25T00:00:00Z')).length).toBe(0) // the holiday took the last Tuesday
  expect(starting('2026-03-31T11:00:00Z')).toEqual([
    '2026-03-31T11:00:00Z',
    '2026-05-31T11:00:00Z',
    '2026-07-31T11:00:00Z',
    '2026-08-31T11:00:00Z',
    '2026-10-31T12:00:00Z',
  ])
  expect(starting('2026-11-01T03:30:00Z')).toEqual(['2026-11-01T03:30:00Z'])
})
