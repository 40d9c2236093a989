import { type CallState, leads } from '../call/state'
import type { ParticipantID, Segment } from '../generated/protocol'
import { t } from '../i18n/i18n.svelte'

/** One sentence for a screen reader. */
export interface News {
  /** News of a kind that come together become one sentence. */
  readonly kind: string
  readonly text: string
  readonly many?: (count: number) => string
}

/** What happened to the rules, the floor and the plan between two states, as the person may want to hear it. */
export function floorNews(before: CallState, now: CallState): News[] {
  return [
    ...rules(before, now),
    ...hands(before, now),
    ...turns(before, now),
    ...plan(before, now),
    ...reading(before, now),
    ...reports(before, now),
    ...signs(before, now),
    ...notes(before, now),
  ]
}

function rules({ rules: before }: CallState, { rules: now }: CallState): News[] {
  const news: News[] = []
  if (now.calm !== before.calm) news.push({ kind: 'calm', text: now.calm ? t('calm.now') : t('calm.over') })
  if (now.microphones_closed !== before.microphones_closed) {
    const text = now.microphones_closed ? t('rules.microphones.closed') : t('rules.microphones.open')
    news.push({ kind: 'microphones', text })
  }
  if (now.everyone_lane_closed !== before.everyone_lane_closed) {
    news.push({ kind: 'lane', text: now.everyone_lane_closed ? t('rules.chat.closed') : t('rules.chat.open') })
  }
  if (now.facilitators_lane_closed !== before.facilitators_lane_closed) {
    const text = now.facilitators_lane_closed ? t('rules.private.closed') : t('rules.private.open')
    news.push({ kind: 'private', text })
  }
  return news
}

/** Hands are news to those who give the floor; others see them. */
function hands(before: CallState, now: CallState): News[] {
  if (now.hands === before.hands || !leads(now.role)) return []
  return now.hands
    .filter((id) => id !== now.self && !before.hands.includes(id))
    .map((id) => ({
      kind: 'hand',
      text: t('hand.raised', { name: nameOf(now, id) }),
      many: (count) => t('hand.raised.many', { count }),
    }))
}

function turns(before: CallState, now: CallState): News[] {
  const [was, is] = [before.floor, now.floor]
  if (was === is) return []
  const news: News[] = []
  if (was.mode !== is.mode) news.push({ kind: 'mode', text: modeText(was.mode, is.mode) })
  if (is.speaker && is.speaker !== was.speaker) news.push({ kind: 'turn', text: turnText(now, is.speaker) })
  const next = is.mode === 'circle' && is.order[0] === now.self
  if (next && !(was.mode === 'circle' && was.order[0] === now.self)) {
    news.push({ kind: 'next', text: t('circle.you_next') })
  }
  return news
}

type Mode = CallState['floor']['mode']

function modeText(was: Mode, is: Mode): string {
  if (is === 'circle') return t('circle.began')
  if (is === 'ask') return t('floor.now.ask')
  return was === 'circle' ? t('circle.over') : t('floor.now.free')
}

function turnText(now: CallState, speaker: ParticipantID): string {
  const circle = now.floor.mode === 'circle'
  if (speaker === now.self) return circle ? t('circle.yours') : t('floor.yours')
  const name = nameOf(now, speaker)
  return circle ? t('circle.turn', { name }) : t('floor.given', { name })
}

function plan({ plan: before }: CallState, { plan: now }: CallState): News[] {
  const segment = now.segments[now.current]
  if (!segment || (now.since === before.since && segment.title === before.segments[before.current]?.title)) return []
  return [{ kind: 'plan', text: t('plan.began', { title: partTitle(segment) }) }]
}

function reading({ reading: before }: CallState, now: CallState): News[] {
  const is = now.reading
  if (!is) return before ? [{ kind: 'read', text: t('read.news.over') }] : []
  if (before?.place === is.place && before.reader === is.reader) return []
  const { title, reader } = is
  const text =
    reader === now.self ? t('read.news.yours', { title }) : t('read.news', { title, name: nameOf(now, reader) })
  return [{ kind: 'read', text }]
}

/** What a part of the plan is called; the server names breaks in English. */
export function partTitle(segment: Segment): string {
  return segment.break ? t('plan.usual.stretch') : segment.title
}

function reports(before: CallState, now: CallState): News[] {
  const known = new Set(before.reports.map((r) => r.id))
  return now.reports
    .filter((r) => !known.has(r.id))
    .map((r) => ({ kind: `report ${r.id}`, text: t('report.came', { by: r.by_name, name: r.name }) }))
}

function signs(before: CallState, now: CallState): News[] {
  if (!now.reacted || now.reacted === before.reacted || now.reacted.participant === now.self) return []
  const { participant, reaction } = now.reacted
  const text = t('react.said', { name: nameOf(now, participant), reaction: t(`react.${reaction}`) })
  return [{ kind: 'sign', text, many: (count) => t('react.many', { count }) }]
}

/** That somebody needs a minute is told to those who lead; others have no notes. */
function notes(before: CallState, now: CallState): News[] {
  const known = new Set(before.notes.filter((n) => n.minute).map((n) => n.participant))
  return now.notes
    .filter((n) => n.minute && !known.has(n.participant))
    .map((n) => ({ kind: `minute ${n.participant}`, text: t('minute.of', { name: nameOf(now, n.participant) }) }))
}

function nameOf(state: CallState, id: ParticipantID): string {
  return state.people.find((p) => p.id === id)?.name ?? ''
}
