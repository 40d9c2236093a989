import { t } from '../../i18n/i18n.svelte'

/** A part of a plan while it is edited. */
export interface Part {
  title: string
  minutes: number
  break: boolean
  /** It goes on now, and stays where it is in time. */
  current: boolean
}

export const part = (title: string, minutes: number, isBreak = false): Part => ({
  title,
  minutes,
  break: isBreak,
  current: false,
})

/** Meetings that last longer have a break (of five minutes). */
const breakBeyond = 75
const breakMinutes = 5
/** What the fixed parts take together, and of what is left the check-in's share. */
const fixed = 20
const checkinShare = 0.4

/** How a meeting of some minutes usually goes; attention online is short, so a long one has a break. */
export function usualPlan(minutes: number): Part[] {
  const long = minutes > breakBeyond
  const free = Math.max(minutes - fixed - (long ? breakMinutes : 0), 10)
  const checkin = Math.round((free * checkinShare) / 5) * 5 || 5
  return [
    part(t('plan.usual.welcome'), 5),
    part(t('plan.usual.agreements'), 5),
    part(t('plan.usual.checkin'), checkin),
    ...(long ? [part(t('plan.usual.stretch'), breakMinutes, true)] : []),
    part(t('plan.usual.topic'), Math.max(free - checkin, 5)),
    part(t('plan.usual.closing'), 10),
  ]
}
