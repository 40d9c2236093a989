import type {
  Acceptance,
  AcceptanceRequest,
  CurrentSession,
  Entrance,
  ExtraMeeting,
  InviteLink,
  Meeting,
  Names,
  NewInvite,
  Problem,
  Session,
  SignedIn,
  SignInRequest,
} from '../generated/api'
import { offline, Refusal } from '../net/refusal'

async function refusalOf(answer: Response): Promise<Refusal> {
  // A proxy in between may answer without a body of ours.
  const p = (await answer.json().catch(() => ({}))) as Partial<Problem>
  const retry = Number(answer.headers.get('Retry-After'))
  return new Refusal(p.kind ?? 'internal', p.reason ?? '', p.sentence ?? '', {
    field: p.field,
    closing: p.closing,
    retryMs: retry > 0 ? retry * 1000 : undefined,
  })
}

/** Asks the server; rejects with a Refusal. */
async function ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
  const answer = await fetch(`/api/${path}`, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}),
  }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw await refusalOf(answer)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

/** A participant's way in is an invite, a facilitator's a meeting and their cookie. */
export type Way = { readonly invite: string } | { readonly meeting: string }

const groups = (id: string): string => `groups/${encodeURIComponent(id)}`

/** The resources this app uses, as api/openapi.yaml describes them. */
export const rest = {
  entrance: (way: Way): Promise<Entrance> => ask('POST', 'entrance', way),
  accept: (acceptance: AcceptanceRequest): Promise<Acceptance> => ask('POST', 'acceptances', acceptance),
  names: (): Promise<Names> => ask('GET', 'names'),
  signIn: (link: SignInRequest): Promise<SignedIn> => ask('POST', 'session', link),
  session: (): Promise<CurrentSession> => ask('GET', 'session'),
  signOut: (): Promise<void> => ask('DELETE', 'session'),
  sessions: (): Promise<readonly Session[]> => ask('GET', 'sessions'),
  endSession: (id: string): Promise<void> => ask('DELETE', `sessions/${encodeURIComponent(id)}`),
  startMeeting: (group: string, extra: ExtraMeeting): Promise<Meeting> =>
    ask('POST', `${groups(group)}/meetings`, extra),
  invite: (group: string, invite: NewInvite): Promise<InviteLink> => ask('POST', `${groups(group)}/invites`, invite),
}
