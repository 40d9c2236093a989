import type {
  CameraRule,
  Closing,
  CrossTalk,
  Departed,
  DoorWord,
  Floor,
  Hold,
  Message,
  MessageID,
  Note,
  ParticipantID,
  Person,
  Plan,
  Reaction,
  Reading,
  Reason,
  RemovalNote,
  Report,
  Role,
  Rules,
  Side,
  Source,
  SourceState,
  Visitor,
} from '../generated/protocol'
import type { Refusal } from '../net/refusal'
import type { DeviceTrouble } from './devices'
import type { Pictures } from './economy'
import type { Strain } from './strain'

/** Where the person is on their way through the meeting. */
export type Phase =
  /** Before the door; nothing has been asked of the server. */
  | { readonly at: 'outside' }
  /** Asking to come in. Queued: many are, and it goes on by itself. */
  | { readonly at: 'entering'; readonly queued: boolean }
  | { readonly at: 'waiting'; readonly sentBack: boolean }
  | { readonly at: 'present' }
  | Over

/** How it can end. From each of these `enter` starts anew; `again` comes back from lost and elsewhere. */
export type Over =
  | { readonly at: 'ended'; readonly closing?: Closing; readonly resources?: readonly Message[] }
  | { readonly at: 'removed'; readonly reason?: Reason }
  | { readonly at: 'declined'; readonly sentence: string; readonly revoked?: boolean }
  | { readonly at: 'left'; readonly resources?: readonly Message[] }
  /** The meeting goes on in another tab or on another device. */
  | { readonly at: 'elsewhere' }
  /** The door did not take the person in. */
  | { readonly at: 'refused'; readonly refusal: Refusal }
  /** The server cut the connection for good, and trying again by itself would not help. */
  | { readonly at: 'lost' }

/**
 * The signaling socket. Reconnecting: the place is kept for a minute, and we try to come back.
 * Restarting: the server said that it stops and comes back, and we with it.
 */
export type SignalState = 'closed' | 'connecting' | 'connected' | 'reconnecting' | 'restarting'

/** The media connection. Mending: sound and picture are coming back. Unsupported: this browser can't. */
export type MediaState = 'closed' | 'connecting' | 'connected' | 'mending' | 'unsupported'

/** One's own microphone, camera or screen. */
export interface OwnSource {
  /** What others get: "on" only while it is really sent. "Stopped" is off until a facilitator allows it. */
  readonly state: SourceState
  /** Between a press and its effect; also while the browser asks for permission. */
  readonly busy: boolean
  /** The system has taken the device for a while, for a phone call perhaps: nobody gets anything meanwhile. */
  readonly interrupted?: boolean
  /** Why the device does not work; gone with the next press. */
  readonly trouble?: DeviceTrouble
  /** For a look at one's own picture. */
  readonly track?: MediaStreamTrack
}

/** What fills a receive slot. Without participant it is empty; the epoch is remembered. */
export interface Filling {
  readonly participant?: ParticipantID
  readonly source?: Source
  readonly epoch: number
  /** The server holds the picture back: one's own network carries no more. */
  readonly paused?: boolean
  /** When we were told, on the page's clock (performance.now). Frames received before belong to somebody else. */
  readonly since: number
}

/** A line of what is said, as somebody writes it down. */
export interface CaptionLine {
  readonly participant: ParticipantID
  readonly line: number
  readonly text: string
}

/** A step short of removal. */
export interface Told {
  readonly step: 'reminded' | 'warned'
  readonly reason: Reason
}

/** All a page shows of a call. Values are never changed in place: compare by identity. */
export interface CallState {
  readonly phase: Phase
  readonly signal: SignalState
  readonly media: MediaState
  /** The browser holds sound back until the person presses something. */
  readonly soundBlocked: boolean
  /** Which pictures the person wants, and how much is left out besides because this device does not keep up. */
  readonly pictures: Pictures
  readonly strain: Strain
  /** What is behind the person is to be blurred whenever their camera is on. */
  readonly blurred: boolean
  /** What the call has cost so far, both ways, in bytes; it is counted every few seconds. */
  readonly bytes: number

  readonly self: ParticipantID
  readonly name: string
  readonly role: Role
  readonly groupName: string
  readonly cameraRule: CameraRule
  readonly crossTalk: CrossTalk
  /** RFC 3339, as all times that the server says. */
  readonly startsAt: string
  readonly endsAt: string
  /** The server has warned of the end. */
  readonly endsSoon: boolean
  /** How far the server's clock is ahead of this one's, in ms. */
  readonly clockAheadMs: number
  readonly doorLocked: boolean
  /** Shows what was done about oneself, also when the meeting is over. */
  readonly record: string
  /** When the server was started again while the meeting went on, if it was: what was said before is gone. */
  readonly restartedAt: string | undefined

  /** Those inside, oneself among them, in the order they came in. */
  readonly people: readonly Person[]
  /** Those at the door; empty unless one leads, as are the removals. */
  readonly visitors: readonly Visitor[]
  readonly removals: readonly RemovalNote[]
  /** What those who lead know of people inside; empty for others, as is who left. */
  readonly notes: readonly Note[]
  readonly departed: readonly Departed[]
  readonly messages: readonly Message[]
  /** What is pinned. */
  readonly resources: readonly Message[]
  /** Open ones about others; empty unless one leads. */
  readonly reports: readonly Report[]
  /** What was said last to people at the door. */
  readonly doorWord: DoorWord | undefined
  /** Loudest first. */
  readonly speaking: readonly ParticipantID[]
  /** What is closed for everybody who does not lead. */
  readonly rules: Rules
  /** A facilitator asked one to speak, which opens one's microphone while the others are closed. */
  readonly asked: boolean
  /** Raised, in order. */
  readonly hands: readonly ParticipantID[]
  /** Who may speak, and who comes next. */
  readonly floor: Floor
  readonly plan: Plan
  /** The agreements, while they are read aloud. */
  readonly reading: Reading | undefined
  /** Whether one wants captions, and the newest lines since then, the oldest first. */
  readonly captions: { readonly on: boolean; readonly lines: readonly CaptionLine[] }
  /** Those who lead see that one needs a minute. */
  readonly needsMinute: boolean
  /** Side rooms that one is in or asked to; for those who lead, all. */
  readonly sides: readonly Side[]
  /** Who said no last to a side room, to those who lead. */
  readonly declined: ParticipantID | undefined
  /** The room waits for somebody who leads: most of what one may do is refused meanwhile. */
  readonly hold: Hold | undefined
  /** By mid of the receiving transceiver. */
  readonly slots: Readonly<Record<string, Filling>>

  /** What one may turn on now, as far as the page can know; the server decides. */
  readonly may: Readonly<Record<Source, boolean>>
  readonly own: Readonly<Record<Source, OwnSource>>
  /** Names of facilitators who ask one to unmute, or allow the camera again, until answered. */
  readonly asks: { readonly microphone?: string; readonly camera?: string }
  /** The newest sign that somebody gave; each is a value of its own. */
  readonly reacted: { readonly participant: ParticipantID; readonly reaction: Reaction } | undefined
  /** Who left last saying that they are fine. */
  readonly goodbye: string | undefined
  /** A facilitator's word to this person alone, until it is put away. Warned: a removal comes next. */
  readonly told: Told | undefined
  /** The message of one's own that a facilitator hid last. */
  readonly hidden: MessageID | undefined
}

const off: OwnSource = { state: 'off', busy: false }

const openRules: Rules = {
  calm: false,
  microphones_closed: false,
  everyone_lane_closed: false,
  facilitators_lane_closed: false,
  quiet_in_shares: false,
}

/** What one knows of a room from the door, and after it. */
export const emptyRoom = {
  endsSoon: false,
  doorLocked: false,
  restartedAt: undefined,
  people: [],
  visitors: [],
  removals: [],
  notes: [],
  departed: [],
  messages: [],
  resources: [],
  reports: [],
  doorWord: undefined,
  speaking: [],
  rules: openRules,
  asked: false,
  hands: [],
  floor: { mode: 'free', seconds: 0, order: [], passed: [] },
  plan: { segments: [], current: -1 },
  reading: undefined,
  captions: { on: false, lines: [] },
  needsMinute: false,
  sides: [],
  declined: undefined,
  hold: undefined,
  slots: {},
  may: { microphone: false, camera: false, screen: false },
  asks: {},
  reacted: undefined,
  goodbye: undefined,
  told: undefined,
  hidden: undefined,
} as const satisfies Partial<CallState>

/** Nothing known yet. */
export const outside: CallState = {
  phase: { at: 'outside' },
  signal: 'closed',
  media: 'closed',
  soundBlocked: false,
  pictures: 'all',
  strain: 0,
  blurred: false,
  bytes: 0,
  self: '',
  name: '',
  role: 'participant',
  groupName: '',
  record: '',
  cameraRule: 'optional',
  crossTalk: 'welcome',
  startsAt: '',
  endsAt: '',
  clockAheadMs: 0,
  own: { microphone: off, camera: off, screen: off },
  ...emptyRoom,
}

/** Whether the meeting is over for this person, one way or another. */
export function isOver(phase: Phase): phase is Over {
  switch (phase.at) {
    case 'outside':
    case 'entering':
    case 'waiting':
    case 'present':
      return false
    default:
      return true
  }
}

/** Whether the connection is lost and we try to come back. */
export function isAway(signal: SignalState): boolean {
  return signal === 'reconnecting' || signal === 'restarting'
}

/** What one may know of oneself; undefined while not inside. */
export function selfOf(state: CallState): Person | undefined {
  return state.people.find((p) => p.id === state.self)
}

/** Whether one sees the door and lets people in. */
export function seesDoor(state: CallState): boolean {
  return leads(state.role) || selfOf(state)?.greeter === true
}

/** Whether one adds minutes to a share or to a part of the plan. */
export function addsTime(state: CallState): boolean {
  return leads(state.role) || selfOf(state)?.timekeeper === true
}

/** Whether one writes captions for others. */
export function captions(state: CallState): boolean {
  return selfOf(state)?.captioner === true
}

/** Whether one is here to observe: nothing of one's own is sent, and one has no turn. */
export function observes(state: CallState): boolean {
  return selfOf(state)?.observer === true
}

/** The side room that one is in; undefined while with the group. */
export function sideOf({ sides, self }: CallState): Side | undefined {
  return sides.find((side) => side.inside.includes(self))
}

/** Those whom one hears and sees: in a side room the others in it, else all, also those whom one can't tell to be away. */
export function withMe(state: CallState): readonly Person[] {
  const side = sideOf(state)
  return state.people.filter((p) => p.id !== state.self && (!side || side.inside.includes(p.id)))
}

/** Whether a role may lead: work the door, mute, remove, end. The server decides; this only hides buttons. */
export function leads(role: Role): boolean {
  return role !== 'participant'
}
