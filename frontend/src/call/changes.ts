import {
  closeCodes,
  type Event,
  type Note,
  type ParticipantID,
  type Person,
  type PersonQuality,
  type Source,
} from '../generated/protocol'
import type { Moment } from './browser'
import { append, put, without } from './lists'
import type { Ending } from './signal'
import { type CallState, type CaptionLine, emptyRoom, type Filling, type Phase } from './state'

type Of<T extends Event['type']> = Extract<Event, { readonly type: T }>

/** What changes by an event; undefined: nothing. */
type Change<T extends Event['type']> = (state: CallState, event: Of<T>, at: Moment) => Partial<CallState> | undefined

/** A change for each event there is: one that is forgotten does not compile. */
type Changes = { readonly [T in Event['type']]: Change<T> }

/** For an event that a page need not know of. */
const nothing = (): undefined => undefined

/** Out of the room: nothing that was said or seen in it stays on the page. */
export function leftRoom(phase: Phase): Partial<CallState> {
  return { ...emptyRoom, phase }
}

/** What was pinned, for those who want to take it with them from a meeting that is over. */
export function pinned({ resources }: CallState): Pick<CallState, 'resources'> | undefined {
  return resources.length > 0 ? { resources } : undefined
}

/** Where an ending leads when no event has told more of it. */
export function phaseOf(ending: Ending, state: CallState): Phase {
  if ('refusal' in ending) {
    return ending.refusal.reason === 'session_unknown' ? { at: 'outside' } : { at: 'refused', refusal: ending.refusal }
  }
  switch (ending.code) {
    case closeCodes.removed:
      return { at: 'removed' }
    case closeCodes.ended:
      return { at: 'ended' }
    case closeCodes.replaced:
      return { at: 'elsewhere' }
    case closeCodes.declined:
      return { at: 'declined', sentence: '' }
    case closeCodes.left:
      return { at: 'left', ...pinned(state) }
    default:
      return { at: 'lost' }
  }
}

const people = {
  'people.joined': (s, e) => ({ people: e.people.reduce(put, s.people) }),
  'person.changed': (s, e) => ({ people: put(s.people, e.person) }),
  'person.left': (s, e) => ({
    people: without(s.people, e.participant),
    notes: s.notes.filter((n) => n.participant !== e.participant),
    speaking: but(s.speaking, e.participant),
    hands: but(s.hands, e.participant),
    goodbye: e.goodbye ? s.people.find((p) => p.id === e.participant)?.name : s.goodbye,
  }),
  'person.departed': (s, e) => ({ departed: put(s.departed, e.departed) }),
  'people.off': (s, e) => ({
    people: s.people.map((p) => (e.participants.includes(p.id) ? turnedOff(p, e.sources) : p)),
  }),
  'note.changed': (s, e) => ({ notes: noted(s.notes, e.note) }),
  'side.changed': (s, e) => ({ sides: put(s.sides, e.side) }),
  'side.gone': (s, e) => ({
    sides: without(s.sides, e.side),
    declined: e.declined ? s.sides.find((x) => x.id === e.side)?.for : s.declined,
  }),
  'removal.made': (s, e) => ({
    removals: put(s.removals, e.removal),
    departed: s.departed.filter((d) => !e.participants.includes(d.id)),
  }),
  'removal.undone': (s, e) => ({ removals: without(s.removals, e.removal) }),
  'report.made': (s, e) => ({ reports: put(s.reports, e.report) }),
  'report.closed': (s, e) => ({ reports: without(s.reports, e.report) }),
} satisfies Partial<Changes>

const door = {
  'visitor.came': (s, e) => ({ visitors: put(s.visitors, e.visitor) }),
  'visitor.changed': (s, e) => ({ visitors: put(s.visitors, e.visitor) }),
  'visitor.gone': (s, e) => ({ visitors: without(s.visitors, e.participant) }),
  'door.changed': (_, e) => ({ doorLocked: e.locked }),
  'door.said': (s, e) => ({
    doorWord: e.word,
    visitors: s.visitors.map((v) => (v.id === e.participant ? { ...v, word: e.word } : v)),
  }),
} satisfies Partial<Changes>

const you = {
  'you.admitted': nothing, // the snapshot that follows says it all
  'you.sent_back': () => leftRoom({ at: 'waiting', sentBack: true }),
  'you.declined': (_, e) => leftRoom({ at: 'declined', sentence: e.sentence, ...(e.revoked ? { revoked: true } : {}) }),
  'you.removed': (_, e) => leftRoom({ at: 'removed', reason: e.reason }),
  'you.reminded': (_, e) => ({ told: { step: 'reminded', reason: e.reason } }),
  'you.warned': (_, e) => ({ told: { step: 'warned', reason: e.reason } }),
  'you.asked_to_unmute': (s, e) => ({ asked: true, asks: { ...s.asks, microphone: e.by } }),
  'you.camera_allowed': (s, e) => ({ asks: { ...s.asks, camera: e.by } }),
  'you.minute': (_, e) => ({ needsMinute: e.asked }),
} satisfies Partial<Changes>

const chat = {
  'chat.said': (s, { message }) =>
    message.lane === 'resources'
      ? { resources: append(s.resources, message) }
      : { messages: append(s.messages, message) },
  'chat.hidden': (s, e) => ({
    messages: without(s.messages, e.message),
    resources: without(s.resources, e.message),
    hidden: e.yours ? e.message : s.hidden,
  }),
  'chat.reacted': (_, { participant, reaction }) => ({ reacted: { participant, reaction } }),
} satisfies Partial<Changes>

const floor = {
  'hand.raised': (s, e) => ({ hands: [...but(s.hands, e.participant), e.participant] }),
  'hand.lowered': (s, e) => ({ hands: but(s.hands, e.participant) }),
  'floor.changed': (_, e) => ({ floor: e.floor }),
  'plan.changed': (_, e) => ({ plan: e.plan }),
  'reading.changed': (_, e) => ({ reading: e.reading }),
  'room.rules': (s, e) => ({ rules: e.rules, asked: s.asked && e.rules.microphones_closed }),
} satisfies Partial<Changes>

const captions = {
  'you.captions': (s, e) => ({ captions: { on: e.on, lines: e.on ? s.captions.lines : [] } }),
  'captions.written': (s, e) => ({ captions: { ...s.captions, lines: written(s.captions.lines, e) } }),
} satisfies Partial<Changes>

const media = {
  'media.slots': (s, e, at) => ({ slots: filled(s.slots, e.slots, at) }),
  'media.speaking': (_, e) => ({ speaking: e.speaking }),
  'media.quality': (s, e) => ({ people: s.people.map((p) => judged(p, e.people)) }),
  'media.layers': nothing, // for the media connection, as is the next
  'media.lost': nothing,
} satisfies Partial<Changes>

const meeting = {
  'meeting.hold': (_, e) => ({ hold: e.hold }),
  'meeting.ends_soon': (_, e) => ({ endsAt: e.ends_at, endsSoon: true }),
  'meeting.end_moved': (_, e) => ({ endsAt: e.ends_at, endsSoon: false }),
  'meeting.ended': (s, e) => leftRoom({ at: 'ended', closing: e.closing, ...pinned(s) }),
} satisfies Partial<Changes>

/** Everything there is to know. The slots stay: they belong to the connection. */
const snapshot: Change<'snapshot'> = (state, s, at) => {
  const present = s.standing === 'present'
  return {
    phase: present
      ? { at: 'present' }
      : { at: 'waiting', sentBack: state.phase.at === 'waiting' && state.phase.sentBack },
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
    restartedAt: s.restarted_at,
    record: s.record,
    people: s.people,
    visitors: s.door,
    removals: s.removals,
    notes: s.notes,
    departed: s.departed,
    messages: s.messages,
    resources: s.resources,
    reports: s.reports,
    doorWord: s.door_word,
    sides: s.sides,
    speaking: s.speaking,
    rules: s.rules,
    asked: s.asked_to_unmute,
    hands: s.hands,
    floor: s.floor,
    plan: s.plan,
    reading: s.reading,
    needsMinute: s.needs_minute,
    captions: { on: s.captions, lines: s.captions ? state.captions.lines : [] },
    hold: s.hold,
    slots: present ? state.slots : {},
    asks: present ? state.asks : {},
    told: present ? state.told : undefined,
    hidden: present ? state.hidden : undefined,
  }
}

export const changes: Changes = {
  snapshot,
  ...people,
  ...door,
  ...you,
  ...chat,
  ...floor,
  ...captions,
  ...media,
  ...meeting,
}

function but(ids: readonly ParticipantID[], id: ParticipantID): readonly ParticipantID[] {
  return ids.filter((other) => other !== id)
}

function turnedOff(p: Person, sources: readonly Source[]): Person {
  const off = Object.fromEntries(sources.filter((s) => p[s] === 'on').map((s) => [s, 'off' as const]))
  return { ...p, ...off }
}

/** How many lines of captions a page keeps. */
const keptLines = 8

/** A line that grows or was mended stays where it is; an empty one goes. */
function written(lines: readonly CaptionLine[], { participant, line, text }: CaptionLine): readonly CaptionLine[] {
  const same = (l: CaptionLine): boolean => l.participant === participant && l.line === line
  if (!text) return lines.filter((l) => !same(l))
  if (lines.some(same)) return lines.map((l) => (same(l) ? { participant, line, text } : l))
  return [...lines, { participant, line, text }].slice(-keptLines)
}

/** How good connections are; what is well goes without saying. */
function judged(p: Person, told: readonly PersonQuality[]): Person {
  const { quality: before, ...rest } = p
  const now = told.find((q) => q.participant === p.id)?.quality ?? before
  if (now === before) return p
  return now && now !== 'good' ? { ...rest, quality: now } : rest
}

/** A note with nothing left in it goes. */
function noted(notes: readonly Note[], note: Note): readonly Note[] {
  const others = notes.filter((n) => n.participant !== note.participant)
  return note.reminded || note.warned || note.minute || note.newcomer ? [...others, note] : others
}

/**
 * Of two mappings of a slot the later one is right, in whatever order they
 * come. One of the same epoch says that the picture is paused, or goes on.
 */
function filled(slots: CallState['slots'], mappings: Of<'media.slots'>['slots'], at: Moment): CallState['slots'] {
  const after: Record<string, Filling> = { ...slots }
  for (const { slot, ...mapping } of mappings) {
    const before = after[slot]
    if (!before || mapping.epoch > before.epoch) after[slot] = { ...mapping, since: at.page }
    else if (mapping.epoch === before.epoch) after[slot] = { ...mapping, since: before.since }
  }
  return after
}
