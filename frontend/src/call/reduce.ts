import type { Event, Message, Note, ParticipantID, Person, Snapshot, Source } from '../generated/protocol'
import type { Moment } from './browser'
import { type CallState, emptyRoom, type Filling, leads, type Phase, selfOf } from './state'

/**
 * What an event makes of the state; `at` is when it came. Events may come twice
 * or late (they are sent again after a resume): each says how things are, so
 * taking one again changes nothing. Events of a later version are left aside.
 */
export function reduce(state: CallState, event: Event, at: Moment): CallState {
  const next = apply(state, event, at)
  return next === state ? state : { ...next, may: mayTurnOn(next) }
}

function apply(state: CallState, event: Event, at: Moment): CallState {
  switch (event.type) {
    case 'snapshot':
      return snapshot(state, event, at)
    case 'person.joined':
    case 'person.changed':
      return { ...state, people: put(state.people, event.person) }
    case 'person.left':
      return {
        ...state,
        people: without(state.people, event.participant),
        notes: state.notes.filter((n) => n.participant !== event.participant),
        speaking: state.speaking.filter((id) => id !== event.participant),
        hands: state.hands.filter((id) => id !== event.participant),
      }
    case 'person.departed':
      return { ...state, departed: put(state.departed, event.departed) }
    case 'note.changed':
      return { ...state, notes: note(state.notes, event.note) }
    case 'hand.raised':
      return { ...state, hands: [...state.hands.filter((id) => id !== event.participant), event.participant] }
    case 'hand.lowered':
      return { ...state, hands: state.hands.filter((id) => id !== event.participant) }
    case 'floor.changed':
      return { ...state, floor: event.floor }
    case 'plan.changed':
      return { ...state, plan: event.plan }
    case 'you.minute':
      return { ...state, needsMinute: event.asked }
    case 'people.off':
      return {
        ...state,
        people: state.people.map((p) => (event.participants.includes(p.id) ? turnedOff(p, event) : p)),
      }
    case 'room.rules':
      return { ...state, rules: event.rules, asked: state.asked && event.rules.microphones_closed }
    case 'visitor.came':
    case 'visitor.changed':
      return { ...state, visitors: put(state.visitors, event.visitor) }
    case 'visitor.gone':
      return { ...state, visitors: without(state.visitors, event.participant) }
    case 'door.changed':
      return { ...state, doorLocked: event.locked }
    case 'you.admitted':
      return state // the snapshot that follows says it all
    case 'you.sent_back':
      return leaveRoom(state, { at: 'waiting', sentBack: true })
    case 'you.declined':
      return leaveRoom(state, { at: 'declined', sentence: event.sentence })
    case 'you.removed':
      return leaveRoom(state, { at: 'removed', reason: event.reason })
    case 'you.asked_to_unmute':
      return { ...state, asked: true, asks: { ...state.asks, microphone: event.by } }
    case 'you.camera_allowed':
      return { ...state, asks: { ...state.asks, camera: event.by } }
    case 'you.reminded':
      return { ...state, told: { step: 'reminded', reason: event.reason } }
    case 'you.warned':
      return { ...state, told: { step: 'warned', reason: event.reason } }
    case 'removal.made':
      return {
        ...state,
        removals: put(state.removals, event.removal),
        departed: state.departed.filter((d) => !event.participants.includes(d.id)),
      }
    case 'removal.undone':
      return { ...state, removals: without(state.removals, event.removal) }
    case 'chat.said':
      return event.message.lane === 'resources'
        ? { ...state, resources: say(state.resources, event.message) }
        : { ...state, messages: say(state.messages, event.message) }
    case 'chat.hidden':
      return {
        ...state,
        messages: without(state.messages, event.message),
        resources: without(state.resources, event.message),
      }
    case 'door.said':
      return { ...state, doorWord: event.word }
    case 'report.made':
      return { ...state, reports: put(state.reports, event.report) }
    case 'report.closed':
      return { ...state, reports: without(state.reports, event.report) }
    case 'media.slots':
      return { ...state, slots: fill(state.slots, event.slots, at) }
    case 'media.speaking':
      return { ...state, speaking: event.speaking }
    case 'chat.reacted':
      return state // passes, and leaves nothing behind
    case 'media.layers':
    case 'media.lost':
      return state // for the media connection, not for the page
    case 'meeting.hold':
      return { ...state, hold: event.hold }
    case 'meeting.ends_soon':
      return { ...state, endsAt: event.ends_at, endsSoon: true }
    case 'meeting.end_moved':
      return { ...state, endsAt: event.ends_at, endsSoon: false }
    case 'meeting.ended':
      return leaveRoom(state, { at: 'ended', closing: event.closing })
    default:
      return ignore(event, state)
  }
}

/** All events are handled above, says the compiler; a newer server may know more. */
function ignore(_: never, state: CallState): CallState {
  return state
}

function snapshot(state: CallState, s: Snapshot, at: Moment): CallState {
  const present = s.standing === 'present'
  const sentBack = state.phase.at === 'waiting' && state.phase.sentBack
  return {
    ...state,
    phase: present ? { at: 'present' } : { at: 'waiting', sentBack },
    self: s.self,
    name: s.name,
    role: s.role,
    groupName: s.group_name,
    cameraRule: s.camera_rule,
    crossTalk: s.cross_talk,
    startsAt: s.starts_at,
    endsAt: s.ends_at,
    endsSoon: state.endsSoon && state.endsAt === s.ends_at,
    clockAheadMs: Date.parse(s.now) - at.wall,
    doorLocked: s.door_locked,
    people: s.people,
    visitors: s.door,
    removals: s.removals,
    notes: s.notes,
    departed: s.departed,
    messages: s.messages,
    resources: s.resources,
    reports: s.reports,
    doorWord: s.door_word,
    speaking: s.speaking,
    rules: s.rules,
    asked: s.asked_to_unmute,
    hands: s.hands,
    floor: s.floor,
    plan: s.plan,
    needsMinute: s.needs_minute,
    hold: s.hold,
    slots: present ? state.slots : {},
    asks: present ? state.asks : {},
    told: present ? state.told : undefined,
  }
}

/** Out of the room: nothing that was said or seen in it stays on the page. */
export function leaveRoom(state: CallState, phase: Phase): CallState {
  return { ...state, ...emptyRoom, phase }
}

/** The rules of moderation, as far as they are one's own: docs/moderation.md has them all. */
function mayTurnOn(state: CallState): CallState['may'] {
  const { hold, rules, asked, cameraRule, role } = state
  const self = selfOf(state)
  if (!self || (hold && hold.floor !== self.id)) return emptyRoom.may
  const closed = rules.calm && !leads(role)
  const heard = !rules.microphones_closed || asked || leads(role)
  return {
    microphone: !closed && heard && self.microphone !== 'stopped',
    camera: !closed && cameraRule !== 'off' && self.camera !== 'stopped',
    screen: leads(role),
  }
}

function turnedOff(p: Person, { sources }: { readonly sources: readonly Source[] }): Person {
  const off = Object.fromEntries(sources.filter((s) => p[s] === 'on').map((s) => [s, 'off' as const]))
  return { ...p, ...off }
}

/** Of two mappings of a slot the later one is right, in whatever order they come. */
function fill(
  slots: CallState['slots'],
  mappings: Extract<Event, { type: 'media.slots' }>['slots'],
  at: Moment,
): CallState['slots'] {
  const filled: Record<string, Filling> = { ...slots }
  for (const { slot, ...mapping } of mappings) {
    const before = filled[slot]
    if (!before || mapping.epoch > before.epoch) filled[slot] = { ...mapping, since: at.page }
  }
  return filled
}

/** A note with nothing left in it goes. */
function note(notes: readonly Note[], changed: Note): readonly Note[] {
  const others = notes.filter((n) => n.participant !== changed.participant)
  return changed.reminded || changed.warned || changed.minute ? [...others, changed] : others
}

/** Messages are sorted by the moment they came; one that comes again stays in its place. */
function say(messages: readonly Message[], m: Message): readonly Message[] {
  return messages.some((known) => known.id === m.id) ? messages : [...messages, m]
}

function put<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[] {
  const at = list.findIndex((known) => known.id === item.id)
  return at < 0 ? [...list, item] : list.with(at, item)
}

function without<T extends { readonly id: string }>(list: readonly T[], id: ParticipantID): readonly T[] {
  return list.filter((item) => item.id !== id)
}
