import { t } from '../../i18n/i18n.svelte'
import { fullDay, list, wallClock, weekdayName, zoneName } from '../../i18n/time'
import { inOrder, type Rhythm } from '../../state/rhythm'

/** When a group meets, as people say it: "Every Tuesday at 7:00 PM, New York time." */
export function rhythmSaid(r: Rhythm, date: string, time: string, zone: string): string {
  const at = t('rhythm.at', { time: wallClock(time), zone: zoneName(zone) })
  return [`${daysSaid(r, date)} ${at}`, endSaid(r)].filter(Boolean).join(' ')
}

function daysSaid(r: Rhythm, date: string): string {
  switch (r.every) {
    case 'once':
      return t('rhythm.once', { day: fullDay(date) })
    case 'nth':
      return t('rhythm.nth', { nth: t(nthKey(r.nth)), day: weekdayName(r.days[0] ?? 0) })
    case 'date':
      return t('rhythm.date', { day: r.monthDay })
    case 'week': {
      const days = list(inOrder(r.days).map((day) => weekdayName(day)))
      if (r.interval > 1) return t('rhythm.weeks', { count: r.interval, days })
      return r.days.length === 7 ? t('rhythm.daily') : t('rhythm.week', { days })
    }
  }
}

function endSaid(r: Rhythm): string {
  if (r.every === 'once' || r.ends === 'never') return ''
  return r.ends === 'on' ? t('rhythm.until', { day: fullDay(r.until) }) : t('rhythm.count', { count: r.count })
}

function nthKey(nth: number): `when.nth.${1 | 2 | 3 | 4 | 5 | -1}` {
  switch (nth) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
      return `when.nth.${nth}`
    default:
      return 'when.nth.-1'
  }
}
