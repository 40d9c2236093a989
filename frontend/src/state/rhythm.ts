import type { ScheduleSettings } from '../generated/api'
import { type Day, utcOf, weekdayOf } from './days'

/** When a group meets, as people say it. Weekdays count from 0 for Sunday. */
export interface Rhythm {
  /** On days of the week; on one of its weekdays in a month; on a date of the month; a single time. */
  readonly every: 'week' | 'nth' | 'date' | 'once'
  /** Every so many weeks; 1 in a month. */
  readonly interval: number
  readonly days: readonly number[]
  /** Which of the month's weekdays, -1 for the last. */
  readonly nth: number
  readonly monthDay: number
  readonly ends: 'never' | 'on' | 'after'
  readonly until: Day
  readonly count: number
}

const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/** Weekdays in the order of a week that begins on Monday. */
export const inOrder = (days: readonly number[]): readonly number[] =>
  [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))

/** The RRULE value (RFC 5545, 3.3.10); empty for once. */
export function ruleOf(r: Rhythm): string {
  const nameOf = (day: number | undefined): string => names[day ?? 0] ?? 'SU'
  const parts: string[] = []
  switch (r.every) {
    case 'once':
      return ''
    case 'week':
      parts.push('FREQ=WEEKLY', `BYDAY=${inOrder(r.days).map(nameOf).join(',')}`)
      if (r.interval > 1) parts.push(`INTERVAL=${r.interval}`)
      break
    case 'nth':
      parts.push('FREQ=MONTHLY', `BYDAY=${r.nth}${nameOf(r.days[0])}`)
      break
    case 'date':
      parts.push('FREQ=MONTHLY', `BYMONTHDAY=${r.monthDay}`)
  }
  if (r.ends === 'on') parts.push(`UNTIL=${r.until.replaceAll('-', '')}`)
  if (r.ends === 'after') parts.push(`COUNT=${r.count}`)
  return parts.join(';')
}

/** What an RRULE value says; undefined where it says more than a Rhythm can. */
export function rhythmOf({ start, rule }: Pick<ScheduleSettings, 'start' | 'rule'>): Rhythm | undefined {
  const first = start.slice(0, 10)
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]))
  const plain: Rhythm = { ...plainRhythm(first), ...endOf(parts) }
  if (!rule) return { ...plain, every: 'once' }
  const known = ['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'COUNT', 'UNTIL', 'WKST']
  if ([...parts.keys()].some((name) => !known.includes(name))) return undefined
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const days = parts.get('BYDAY')?.split(',') ?? []
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return days.length > 0 || interval > 1 || parts.has('BYMONTHDAY')
        ? undefined
        : { ...plain, days: [0, 1, 2, 3, 4, 5, 6] }
    case 'WEEKLY':
      return { ...plain, interval, days: days.length > 0 ? days.map(weekday) : plain.days }
    case 'MONTHLY':
      return interval > 1 ? undefined : monthly(plain, days, parts.get('BYMONTHDAY'))
    default:
      return undefined
  }
}

/** Weekly on the day of the first meeting, for ever. */
export function plainRhythm(first: Day): Rhythm {
  const monthDay = utcOf(first).getUTCDate()
  const nth = Math.min(4, Math.ceil(monthDay / 7))
  return {
    every: 'week',
    interval: 1,
    days: [weekdayOf(first)],
    nth,
    monthDay,
    ends: 'never',
    until: first,
    count: 12,
  }
}

const weekday = (name: string): number => names.indexOf(name.slice(-2) as (typeof names)[number])

function monthly(plain: Rhythm, days: readonly string[], monthDay: string | undefined): Rhythm | undefined {
  const [day, ...others] = days
  if (day === undefined) {
    const date = Number(monthDay ?? plain.monthDay)
    return date > 0 ? { ...plain, every: 'date', monthDay: date } : undefined
  }
  const nth = Number.parseInt(day, 10)
  if (others.length > 0 || monthDay !== undefined || Number.isNaN(nth) || nth < -1 || nth > 5) return undefined
  return { ...plain, every: 'nth', nth, days: [weekday(day)] }
}

function endOf(parts: ReadonlyMap<string, string>): Partial<Rhythm> {
  const until = parts.get('UNTIL')
  if (until) return { ends: 'on', until: `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` }
  const count = parts.get('COUNT')
  return count ? { ends: 'after', count: Number(count) } : {}
}

/** A meeting from which on the viewer's clock shows another time than before, though the group's does not. */
export function clockChanges(starts: readonly string[], here: (at: string) => string): readonly string[] {
  return starts.filter((at, i) => {
    const before = starts[i - 1]
    return before !== undefined && here(before) !== here(at)
  })
}
