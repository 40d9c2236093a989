/** A day of the calendar, "2026-11-05": it has no zone, and sorts as days do. */
export type Day = string

const DAY_MS = 86_400_000

export const utcOf = (day: Day): Date => new Date(`${day}T00:00:00Z`)
const dayOf = (utc: Date): Day => utc.toISOString().slice(0, 10)

export const addDays = (day: Day, n: number): Day => dayOf(new Date(utcOf(day).getTime() + n * DAY_MS))

/** 0 for Sunday. */
export const weekdayOf = (day: Day): number => utcOf(day).getUTCDay()

/** "2026-11" */
export const monthOf = (day: Day): string => day.slice(0, 7)

/** The same day of another month, or the last that month has. */
export function addMonths(day: Day, n: number): Day {
  const first = utcOf(`${monthOf(day)}-01`)
  first.setUTCMonth(first.getUTCMonth() + n)
  const month = monthOf(dayOf(first))
  first.setUTCMonth(first.getUTCMonth() + 1)
  const last = addDays(dayOf(first), -1)
  const same = `${month}${day.slice(7)}`
  return same < last ? same : last
}

/** The whole weeks that a month reaches into; firstDay begins each, 0 for Sunday. */
export function weeksOf(month: string, firstDay: number): readonly (readonly Day[])[] {
  const weeks: Day[][] = []
  let day = weekOf(`${month}-01`, firstDay)
  do {
    weeks.push([0, 1, 2, 3, 4, 5, 6].map((n) => addDays(day, n)))
    day = addDays(day, 7)
  } while (monthOf(day) === month)
  return weeks
}

/** The first day of the week that a day is in. */
function weekOf(day: Day, firstDay: number): Day {
  return addDays(day, -((weekdayOf(day) - firstDay + 7) % 7))
}

/** Where a key leads from a day in a grid of weeks (WAI-ARIA, grid); undefined for other keys. */
export function dayByKey(day: Day, key: string, firstDay: number): Day | undefined {
  const start = weekOf(day, firstDay)
  const to: Readonly<Record<string, () => Day>> = {
    ArrowLeft: () => addDays(day, -1),
    ArrowRight: () => addDays(day, 1),
    ArrowUp: () => addDays(day, -7),
    ArrowDown: () => addDays(day, 7),
    Home: () => start,
    End: () => addDays(start, 6),
    PageUp: () => addMonths(day, -1),
    PageDown: () => addMonths(day, 1),
  }
  return to[key]?.()
}

/** The day that it is at a moment, where the viewer is. */
export function dayHere(at: string | Date): Day {
  const local = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`
}

/** When a day begins where the viewer is. */
export const startOf = (day: Day): Date => new Date(`${day}T00:00:00`)

/** On which day a week begins where a language is spoken; 0 for Sunday. */
export function firstDayOf(locale: string): number {
  const { language, region } = new Intl.Locale(locale)
  const sunday = ['US', 'CA', 'MX', 'PR', 'CO', 'VE', 'PE', 'GT', 'DO', 'SV', 'HN', 'NI', 'PA', 'BR', 'IN', 'ZA', 'PH']
  return (region ? sunday.includes(region) : language === 'en') ? 0 : 1
}
