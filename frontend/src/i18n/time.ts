import { speech } from './i18n.svelte'

/** Times arrive as RFC 3339 text in UTC and are shown in the viewer's zone. */
export type Instant = string | Date

const format = (at: Instant, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(speech.locale, options).format(new Date(at))

/** "7:00 PM"; with a zone, as a clock there shows it. */
export const clock = (at: Instant, zone?: string): string =>
  format(at, { hour: 'numeric', minute: '2-digit', timeZone: zone })

/** "Tuesday, March 4, 7:00 PM"; with a zone, as a clock there shows it. */
export const dayAndClock = (at: Instant, zone?: string): string =>
  format(at, { weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone: zone })

/** The clock alone when that is today, else the day too. */
export function whenSoon(at: Instant, now: Date): string {
  return new Date(at).toDateString() === now.toDateString() ? clock(at) : dayAndClock(at)
}

/** "Mar 4" */
export const shortDay = (at: Instant): string => format(at, { month: 'short', day: 'numeric' })

/** "Mar 4, 2027"; of a day that is a day somewhere, there. */
export const dayOfYear = (at: Instant, zone?: string): string =>
  format(at, { year: 'numeric', month: 'short', day: 'numeric', timeZone: zone })

/** Whole minutes from now until at, rounded up; 0 when it is past. */
export const minutesUntil = (at: Instant, now: Date): number =>
  Math.max(0, Math.ceil((new Date(at).getTime() - now.getTime()) / 60_000))

/** The viewer's zone differs from the group's at that moment. */
export function otherZone(at: Instant, zone: string | undefined): zone is string {
  return !!zone && dayAndClock(at, zone) !== dayAndClock(at)
}

/** "ana, ben and cleo" */
export const list = (names: readonly string[]): string => new Intl.ListFormat(speech.locale).format(names)

/** "Tuesday, November 24" of a day of the calendar. */
export const dayTitle = (day: string): string =>
  format(`${day}T00:00:00Z`, { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' })

/** The same with its year. */
export const fullDay = (day: string): string =>
  format(`${day}T00:00:00Z`, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' })

/** "November 2026" of "2026-11". */
export const monthTitle = (month: string): string =>
  format(`${month}-01T00:00:00Z`, { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** "Tuesday" or "Tue"; 0 is Sunday. */
export const weekdayName = (weekday: number, style: 'long' | 'short' = 'long'): string =>
  format(new Date(Date.UTC(2026, 10, 1 + weekday)), { weekday: style, timeZone: 'UTC' })

/** "7:00 PM" of a clock's "19:00". */
export const wallClock = (time: string): string =>
  format(`2026-01-01T${time}:00Z`, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })

/** "New York" of "America/New_York". */
export const zoneName = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')

/** The zone the viewer is in. */
export const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
