import { type CallState, leads } from '../../call/state'
import type { ParticipantID, Side } from '../../generated/protocol'
import { t } from '../../i18n/i18n.svelte'
import { nameOf } from './floor'

/** The names of people, as one says them. */
export function namesOf(live: CallState, ids: readonly ParticipantID[]): string {
  const names = ids.map((id) => nameOf(live, id)).filter(Boolean)
  const last = names.pop() ?? ''
  return names.length > 0 ? t('side.and', { one: names.join(', '), other: last }) : last
}

/** Whether nobody who leads is with the group while one is in a side room. */
export function groupIsUnled(live: CallState): boolean {
  const aside = new Set(live.sides.flatMap((side) => side.inside))
  return !live.people.some((p) => leads(p.role) && p.link === 'connected' && !aside.has(p.id))
}

/** The side room one is asked to; undefined for none. */
export function askedTo(live: CallState): Side | undefined {
  return live.sides.find((side) => side.asked.includes(live.self))
}

/** Side rooms that one sees because one leads, and has no part in. */
export function sidesOfOthers(live: CallState): readonly Side[] {
  if (!leads(live.role)) return []
  return live.sides.filter((side) => !side.inside.includes(live.self) && !side.asked.includes(live.self))
}
