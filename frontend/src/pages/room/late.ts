import { type CallState, observes } from '../../call/state'
import { t } from '../../i18n/i18n.svelte'
import { minutesUntil } from '../../i18n/time'
import { partTitle } from '../../state/floornews'
import { nameOf } from './floor'

/** What somebody who comes late needs to know: topic, where the meeting is, and how to share. */
export function whereWeAre(live: CallState, now: Date): string[] {
  return [
    live.plan.topic ? t('late.topic', { topic: live.plan.topic }) : '',
    part(live, now),
    observes(live) ? '' : share(live),
    live.crossTalk === 'none' ? t('late.listen') : '',
    live.rules.quiet_in_shares && live.floor.speaker ? t('late.quiet') : '',
    t('late.muted'),
  ].filter(Boolean)
}

function part({ plan }: CallState, now: Date): string {
  const segment = plan.segments[plan.current]
  if (!segment) return ''
  const title = partTitle(segment)
  const count = plan.until ? minutesUntil(plan.until, now) : 0
  return count > 0 ? t('late.part.left', { title, count }) : t('late.part', { title })
}

function share(live: CallState): string {
  const { floor } = live
  if (floor.mode === 'ask') return t('late.ask')
  if (floor.mode === 'free') return t('late.free')
  return floor.speaker ? t('late.circle', { name: nameOf(live, floor.speaker) }) : t('late.circle.over')
}
