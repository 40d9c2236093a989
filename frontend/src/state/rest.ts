import type { CameraRule, Closing, ClosingLine, CrossTalk, FaultKind, Role } from '../generated/protocol'
import { offline, Refusal } from '../net/refusal'

/** The kinds of groups, and what they say on every page before the room. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly kind: 'recovery' | 'family' | 'court_linked' | 'open'
  readonly who_may_attend: string
  readonly camera_rule: CameraRule
  readonly cross_talk: CrossTalk
  /** BCP 47: the language of the group's own texts. */
  readonly language: string
}

/** One dated occurrence of a group. Times are RFC 3339. */
export interface Meeting {
  readonly id: string
  readonly starts_at: string
  readonly ends_at: string
  readonly doors_open_at: string
  readonly status: 'scheduled' | 'ended' | 'cancelled'
}

export interface Agreement {
  readonly version: number
  readonly hash: string
  readonly clauses: readonly { readonly title: string; readonly text: string }[]
}

/** What a person sees before the room. */
export interface Entrance {
  readonly organisation: { readonly name: string }
  readonly group: Group & { readonly time_zone?: string }
  readonly meeting: Meeting
  readonly agreement: Agreement
  readonly role: Role
  /** Fixed for staff, absent for others. */
  readonly name?: string
  readonly suggestions: readonly string[]
  /** This person was removed from this meeting, and it has not been undone. */
  readonly removed: boolean
  /** The server's clock. */
  readonly now: string
  readonly lines: readonly ClosingLine[]
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly manager: boolean
}

export interface StaffGroup extends Group {
  readonly role: Role | 'manager'
  readonly next?: Meeting
  readonly on_now?: Meeting
}

export interface Desk {
  readonly account: Account
  readonly groups: readonly StaffGroup[]
}

/** A browser in which the account is signed in. */
export interface SignedIn {
  readonly id: string
  readonly created_at: string
  readonly seen_at: string
  readonly current: boolean
}

interface Problem {
  readonly kind?: FaultKind
  readonly reason?: string
  readonly sentence?: string
  readonly field?: string
  readonly closing?: Closing
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const p = (await answer.json().catch(() => ({}))) as Problem
  return new Refusal(p.kind ?? 'internal', p.reason ?? '', p.sentence ?? '', { field: p.field, closing: p.closing })
}

async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`/api/${path}`, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw await refusalOf(answer)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** A participant's way in is an invite, a facilitator's a meeting and their cookie. */
export type Way = { readonly invite: string } | { readonly meeting: string }

export const rest = {
  entrance: (way: Way): Promise<Entrance> => ask('POST', 'entrance', way),
  names: (): Promise<{ readonly suggestions: readonly string[] }> => ask('GET', 'names'),
  accept: (invite: string, e: Entrance, pseudonym: string): Promise<{ readonly id: string }> =>
    ask('POST', 'acceptances', {
      invite,
      meeting: e.meeting.id,
      version: e.agreement.version,
      hash: e.agreement.hash,
      pseudonym,
    }),
  signIn: (token: string): Promise<{ readonly account: Account; readonly meeting?: string }> =>
    ask('POST', 'session', { token }),
  desk: (): Promise<Desk> => ask('GET', 'session'),
  signOut: (): Promise<void> => ask('DELETE', 'session'),
  sessions: (): Promise<readonly SignedIn[]> => ask('GET', 'sessions'),
  endSession: (id: string): Promise<void> => ask('DELETE', `sessions/${encodeURIComponent(id)}`),
  extraMeeting: (group: string, minutes: number): Promise<Meeting> =>
    ask('POST', `groups/${encodeURIComponent(group)}/meetings`, { minutes }),
  invite: (group: string, kind: 'personal' | 'shared', label: string): Promise<{ readonly link: string }> =>
    ask('POST', `groups/${encodeURIComponent(group)}/invites`, { kind, label }),
}
