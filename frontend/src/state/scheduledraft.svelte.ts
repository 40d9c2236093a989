import type { Schedule, ScheduleSettings } from '../generated/api'
import { zoneHere } from '../i18n/time'
import { dayHere } from './days'
import { plainRhythm, type Rhythm, rhythmOf, ruleOf } from './rhythm'

/** When a group meets, while somebody changes it. */
export class ScheduleDraft {
  every = $state<Rhythm['every']>('week')
  interval = $state(1)
  days = $state<number[]>([])
  nth = $state(1)
  /** Of the monthly weekday. */
  weekday = $state(0)
  monthDay = $state(1)
  ends = $state<Rhythm['ends']>('never')
  until = $state('')
  count = $state(12)
  /** Of the first meeting. */
  date = $state('')
  time = $state('')
  zone = $state('')
  minutes = $state(60)
  /** A rule that says more than can be changed here; empty for none. It stays until another rhythm is chosen. */
  rule = $state('')

  constructor(plan: Schedule | undefined, now: Date) {
    const start = plan?.start ?? `${dayHere(now)}T19:00`
    ;[this.date = '', this.time = ''] = start.split('T')
    this.zone = plan?.zone ?? zoneHere()
    this.minutes = plan?.duration_minutes ?? 60
    const read = plan ? rhythmOf(plan) : undefined
    if (plan && !read) this.rule = plan.rule
    const r = read ?? plainRhythm(this.date)
    this.every = r.every
    this.interval = r.interval
    this.days = [...r.days]
    this.nth = r.nth
    this.weekday = r.days[0] ?? 0
    this.monthDay = r.monthDay
    this.ends = r.ends
    this.until = r.until
    this.count = r.count
  }

  get rhythm(): Rhythm {
    return {
      every: this.every,
      interval: this.interval,
      days: this.every === 'nth' ? [this.weekday] : this.days,
      nth: this.nth,
      monthDay: this.monthDay,
      ends: this.ends,
      until: this.until,
      count: this.count,
    }
  }

  /** Whether there is enough to know a first meeting by. */
  get whole(): boolean {
    const { every, days, ends, until, count } = this.rhythm
    return (
      !!this.date &&
      !!this.time &&
      (every !== 'week' || days.length > 0) &&
      (ends !== 'on' || !!until) &&
      Number(count) > 0
    )
  }

  get settings(): ScheduleSettings {
    return {
      start: `${this.date}T${this.time.slice(0, 5)}`,
      zone: this.zone,
      rule: this.rule || ruleOf(this.rhythm),
      duration_minutes: this.minutes,
    }
  }
}
