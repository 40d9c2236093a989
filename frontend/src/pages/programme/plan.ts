import type { Holiday, RosterEntry } from '../../generated/api'
import { t } from '../../i18n/i18n.svelte'
import { dayTitle } from '../../i18n/time'
import { type Day, dayHere } from '../../state/days'

/** What is planned on one day, where the viewer is. */
export interface DayPlan {
  readonly day: Day
  readonly entries: readonly RosterEntry[]
  /** The name of a day on which nobody meets; empty for none. */
  readonly holiday: string
}

/** What is planned, by day; days with nothing are left out. */
export function byDay(entries: readonly RosterEntry[], holidays: readonly Holiday[]): ReadonlyMap<Day, DayPlan> {
  const days = new Map<Day, DayPlan>()
  for (const { date, name } of holidays) days.set(date, { day: date, entries: [], holiday: name })
  for (const entry of entries) {
    const day = dayHere(entry.meeting.starts_at)
    const before = days.get(day) ?? { day, entries: [], holiday: '' }
    days.set(day, { ...before, entries: [...before.entries, entry] })
  }
  return days
}

/** Whether somebody is still to be found for it. */
export const isGap = (entry: RosterEntry, now: Date): boolean => entry.gap && new Date(entry.meeting.ends_at) > now

/** The other meeting that an account leads while this one is held; undefined for none that is known. */
export function clashOf(entry: RosterEntry, account: string, all: readonly RosterEntry[]): RosterEntry | undefined {
  const { starts_at, ends_at, id } = entry.meeting
  return all.find(
    ({ meeting, leads }) =>
      meeting.id !== id &&
      meeting.status === 'scheduled' &&
      leads.some((lead) => lead.id === account) &&
      new Date(meeting.starts_at) < new Date(ends_at) &&
      new Date(starts_at) < new Date(meeting.ends_at),
  )
}

/** A day as it is read aloud. */
export function dayLabel(day: Day, plan: DayPlan | undefined, now: Date): string {
  const entries = plan?.entries ?? []
  const gaps = entries.filter((entry) => isGap(entry, now)).length
  return [
    dayTitle(day),
    plan?.holiday,
    entries.length > 0 ? t('programme.meetings', { count: entries.length }) : t('programme.meetings.none'),
    gaps > 0 ? t('programme.gaps', { count: gaps }) : '',
  ]
    .filter(Boolean)
    .join('. ')
}
