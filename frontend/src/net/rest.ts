import type {
  Acceptance,
  AcceptanceRequest,
  Agreement,
  ApiToken,
  ApiTokenSecret,
  AppealDecision,
  AttendanceOffer,
  CalendarLink,
  CheckAnswer,
  CheckOffer,
  CheckServers,
  CurrentSession,
  DateDecision,
  Deed,
  EmailChange,
  EmailConfirmation,
  Entrance,
  ExtraMeeting,
  Group,
  GroupChange,
  GroupCounts,
  GroupTrend,
  Holiday,
  Invite,
  InvitedStaff,
  InviteLink,
  LibraryClause,
  Lines,
  LinkRequest,
  MadeWebhook,
  Meeting,
  Names,
  NewAgreement,
  NewApiToken,
  NewGroup,
  NewInvite,
  NewLetter,
  NewOutreach,
  NewPasskey,
  NewProposal,
  NewReminder,
  NewStaffInvite,
  NewStaffRole,
  NewWebhook,
  Outreach,
  OwnAccount,
  OwnCalendar,
  PassCount,
  Passkey,
  PasskeyAnswer,
  PasskeyQuestion,
  PersonRecord,
  PlannedMeeting,
  Problem,
  Proposal,
  ProviderAnswer,
  ProviderPlace,
  PublishedAgreement,
  Receipt,
  ReceiptMail,
  ReceiptState,
  Rehearsal,
  Resources,
  Review,
  RosterEntry,
  Schedule,
  SchedulePreview,
  ScheduleSettings,
  Session,
  ShownLines,
  SignedIn,
  SignInRequest,
  SignInWays,
  StaffAcceptance,
  StaffInvite,
  StaffInviteLink,
  StaffInviteToken,
  StaffMember,
  StaffName,
  Webhook,
} from '../generated/api'
import { offline, Refusal } from './refusal'

/** A participant's way in is an invite, a facilitator's a meeting and their cookie. */
export type Way = { readonly invite: string } | { readonly meeting: string }

/** A span of time, as RFC 3339 has it. */
export interface Span {
  readonly from: string
  readonly to: string
}

/** Where a browser finds the counts of a span as a spreadsheet. */
export const countsSheet = (span: Span): string => `/api/counts.csv?${new URLSearchParams({ ...span })}`

/** The resources this app uses, as api/openapi.yaml describes them. Each rejects with a Refusal. */
export const rest = {
  entrance: (way: Way): Promise<Entrance> => ask('POST', 'entrance', way),
  accept: (acceptance: AcceptanceRequest): Promise<Acceptance> => ask('POST', 'acceptances', acceptance),
  checkServers: (way: Way): Promise<CheckServers> => ask('POST', 'connection-checks/servers', way),
  check: (offer: CheckOffer): Promise<CheckAnswer> => ask('POST', 'connection-checks', offer),
  webhooks: (): Promise<readonly Webhook[]> => ask('GET', 'webhooks'),
  addWebhook: (webhook: NewWebhook): Promise<MadeWebhook> => ask('POST', 'webhooks', webhook),
  testWebhook: (id: string): Promise<void> => ask('POST', `webhooks/${encodeURIComponent(id)}/test`),
  endWebhook: (id: string): Promise<void> => ask('DELETE', `webhooks/${encodeURIComponent(id)}`),
  askReminders: (reminder: NewReminder): Promise<void> => ask('POST', 'reminders', reminder),
  propose: (proposal: NewProposal): Promise<void> => ask('POST', 'proposals', proposal),
  proposals: (group: string): Promise<readonly Proposal[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/proposals`),
  eraseProposal: (group: string, id: string): Promise<void> =>
    ask('DELETE', `groups/${encodeURIComponent(group)}/proposals/${encodeURIComponent(id)}`),
  names: (): Promise<Names> => ask('GET', 'names'),
  signIn: (link: SignInRequest): Promise<SignedIn> => ask('POST', 'session', link),
  session: (): Promise<CurrentSession> => ask('GET', 'session'),
  signOut: (): Promise<void> => ask('DELETE', 'session'),
  sessions: (): Promise<readonly Session[]> => ask('GET', 'sessions'),
  endSession: (id: string): Promise<void> => ask('DELETE', `sessions/${encodeURIComponent(id)}`),
  waysIn: (): Promise<SignInWays> => ask('GET', 'sign-in'),
  askLink: (request: LinkRequest): Promise<void> => ask('POST', 'sign-in/link', request),
  askSignIn: (): Promise<PasskeyQuestion> => ask('POST', 'sign-in/passkey/options'),
  signInByPasskey: (answer: PasskeyAnswer): Promise<SignedIn> => ask('POST', 'sign-in/passkey', answer),
  askProvider: (): Promise<ProviderPlace> => ask('POST', 'sign-in/provider/begin'),
  signInByProvider: (answer: ProviderAnswer): Promise<SignedIn> => ask('POST', 'sign-in/provider', answer),
  group: (id: string): Promise<Group> => ask('GET', `groups/${encodeURIComponent(id)}`),
  createGroup: (group: NewGroup): Promise<Group> => make('groups', group),
  changeGroup: (id: string, change: GroupChange): Promise<Group> =>
    ask('PATCH', `groups/${encodeURIComponent(id)}`, change),
  schedules: (group: string): Promise<readonly Schedule[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/schedules`),
  putSchedule: (group: string, schedule: ScheduleSettings): Promise<Schedule> =>
    ask('PUT', `groups/${encodeURIComponent(group)}/schedule`, schedule),
  previewSchedule: (schedule: ScheduleSettings): Promise<SchedulePreview> => ask('POST', 'schedule-previews', schedule),
  groupStaff: (group: string): Promise<readonly StaffName[]> => ask('GET', `groups/${encodeURIComponent(group)}/staff`),
  addShift: (group: string, meeting: string, account: string): Promise<void> =>
    ask('PUT', shiftOf(group, meeting, account)),
  deleteShift: (group: string, meeting: string, account: string): Promise<void> =>
    ask('DELETE', shiftOf(group, meeting, account)),
  resources: (): Promise<Resources> => ask('GET', 'resources'),
  putResources: (resources: Resources): Promise<Resources> => ask('PUT', 'resources', resources),
  holidays: (): Promise<readonly Holiday[]> => ask('GET', 'holidays'),
  putHoliday: (date: string, name: string): Promise<Holiday> => ask('PUT', `holidays/${date}`, { name }),
  deleteHoliday: (date: string): Promise<void> => ask('DELETE', `holidays/${date}`),
  planExtra: (group: string, plan: PlannedMeeting): Promise<Meeting> =>
    make(`groups/${encodeURIComponent(group)}/extra-meetings`, plan),
  cancelExtra: (group: string, meeting: string): Promise<void> =>
    ask('DELETE', `groups/${encodeURIComponent(group)}/extra-meetings/${encodeURIComponent(meeting)}`),
  meetings: (group: string): Promise<readonly Meeting[]> => ask('GET', `groups/${encodeURIComponent(group)}/meetings`),
  changeDate: (group: string, date: string, decision: DateDecision): Promise<Meeting> =>
    ask('PUT', `groups/${encodeURIComponent(group)}/dates/${date}`, decision),
  restoreDate: (group: string, date: string): Promise<Meeting> =>
    ask('DELETE', `groups/${encodeURIComponent(group)}/dates/${date}`),
  lines: (): Promise<ShownLines> => ask('GET', 'lines'),
  putLines: (lines: Lines): Promise<ShownLines> => ask('PUT', 'lines', lines),
  rehearsal: (language: string): Promise<Rehearsal> => ask('GET', `rehearsal?language=${encodeURIComponent(language)}`),
  ownCalendar: (): Promise<OwnCalendar> => ask('GET', 'calendar'),
  newCalendar: (names: boolean): Promise<CalendarLink> => ask('POST', 'calendar', { names }),
  endCalendar: (): Promise<void> => ask('DELETE', 'calendar'),
  account: (): Promise<OwnAccount> => ask('GET', 'account'),
  changeEmail: (change: EmailChange): Promise<void> => ask('POST', 'account/email', change),
  confirmEmail: (link: EmailConfirmation): Promise<void> => ask('POST', 'account/email/confirm', link),
  passkeys: (): Promise<readonly Passkey[]> => ask('GET', 'passkeys'),
  askPasskey: (): Promise<PasskeyQuestion> => ask('POST', 'passkeys/options'),
  addPasskey: (answer: NewPasskey): Promise<Passkey> => ask('POST', 'passkeys', answer),
  renamePasskey: (id: string, name: string): Promise<void> =>
    ask('PATCH', `passkeys/${encodeURIComponent(id)}`, { name }),
  removePasskey: (id: string): Promise<void> => ask('DELETE', `passkeys/${encodeURIComponent(id)}`),
  record: (token: string): Promise<PersonRecord> => ask('POST', 'record', { token }),
  appeal: (token: string, text: string): Promise<PersonRecord> => ask('POST', 'record/appeal', { token, text }),
  attendance: (token: string): Promise<AttendanceOffer> => ask('POST', 'attendance', { token }),
  keepReceipt: (token: string): Promise<Receipt> => ask('POST', 'receipts', { token }),
  mailReceipt: (mail: ReceiptMail): Promise<void> => ask('POST', 'receipts/mail', mail),
  showReceipt: (receipt: string): Promise<ReceiptState> => ask('POST', 'receipts/show', { receipt }),
  revokeReceipt: (receipt: string): Promise<void> => ask('POST', 'receipts/revoke', { receipt }),
  writeLetter: async (letter: NewLetter): Promise<Blob> => (await answered('POST', 'letters', letter)).blob(),
  removals: (group: string, before = ''): Promise<readonly Review[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/removals${olderThan(before)}`),
  deeds: (group: string, before = ''): Promise<readonly Deed[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/deeds${olderThan(before)}`),
  decide: (removal: string, decision: AppealDecision['decision']): Promise<void> =>
    ask('POST', `removals/${encodeURIComponent(removal)}/decision`, { decision }),
  counts: (span: Span): Promise<readonly GroupCounts[]> => ask('GET', `counts?${new URLSearchParams({ ...span })}`),
  groupCounts: (group: string, span: Span): Promise<GroupTrend> =>
    ask('GET', `groups/${encodeURIComponent(group)}/counts?${new URLSearchParams({ ...span })}`),
  roster: (from: string, to: string): Promise<readonly RosterEntry[]> =>
    ask('GET', `roster?${new URLSearchParams({ from, to })}`),
  outreach: (group: string): Promise<readonly Outreach[]> => ask('GET', `groups/${encodeURIComponent(group)}/outreach`),
  recordOutreach: (group: string, outreach: NewOutreach): Promise<Outreach> =>
    make(`groups/${encodeURIComponent(group)}/outreach`, outreach),
  eraseOutreach: (group: string, id: string): Promise<void> =>
    ask('DELETE', `groups/${encodeURIComponent(group)}/outreach/${encodeURIComponent(id)}`),
  people: (): Promise<readonly StaffMember[]> => ask('GET', 'staff'),
  closeAccount: (id: string): Promise<void> => ask('DELETE', `staff/${encodeURIComponent(id)}`),
  setStaffRole: (id: string, group: string, role: NewStaffRole['role']): Promise<void> =>
    ask('PUT', `staff/${encodeURIComponent(id)}/roles/${encodeURIComponent(group)}`, { role }),
  endStaffRole: (id: string, group: string): Promise<void> =>
    ask('DELETE', `staff/${encodeURIComponent(id)}/roles/${encodeURIComponent(group)}`),
  staffInvites: (): Promise<readonly StaffInvite[]> => ask('GET', 'staff-invites'),
  inviteStaff: (invite: NewStaffInvite): Promise<StaffInviteLink> => make('staff-invites', invite),
  revokeStaffInvite: (id: string): Promise<void> => ask('DELETE', `staff-invites/${encodeURIComponent(id)}`),
  tokens: (): Promise<readonly ApiToken[]> => ask('GET', 'tokens'),
  makeToken: (token: NewApiToken): Promise<ApiTokenSecret> => ask('POST', 'tokens', token),
  revokeToken: (id: string): Promise<void> => ask('DELETE', `tokens/${encodeURIComponent(id)}`),
  invitedStaff: (link: StaffInviteToken): Promise<InvitedStaff> => ask('POST', 'staff-invite', link),
  acceptStaffInvite: (acceptance: StaffAcceptance): Promise<SignedIn> => ask('POST', 'staff-invite/accept', acceptance),
  startMeeting: (group: string, extra: ExtraMeeting): Promise<Meeting> =>
    make(`groups/${encodeURIComponent(group)}/meetings`, extra),
  agreements: (group: string): Promise<readonly PublishedAgreement[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/agreements`),
  publishAgreement: (group: string, next: NewAgreement): Promise<Agreement> =>
    make(`groups/${encodeURIComponent(group)}/agreements`, next),
  agreementLibrary: (group: string, language: string): Promise<readonly LibraryClause[]> =>
    ask('GET', `groups/${encodeURIComponent(group)}/agreements/library?language=${encodeURIComponent(language)}`),
  invites: (group: string): Promise<readonly Invite[]> => ask('GET', `groups/${encodeURIComponent(group)}/invites`),
  revokeInvite: (group: string, id: string): Promise<void> =>
    ask('DELETE', `groups/${encodeURIComponent(group)}/invites/${encodeURIComponent(id)}`),
  passes: (group: string): Promise<PassCount> => ask('GET', `groups/${encodeURIComponent(group)}/passes`),
  endPasses: (group: string): Promise<void> => ask('DELETE', `groups/${encodeURIComponent(group)}/passes`),
  giveBackPass: (pass: string): Promise<void> => ask('POST', 'passes/give-back', { pass }),
  invite: (group: string, invite: NewInvite): Promise<InviteLink> =>
    make(`groups/${encodeURIComponent(group)}/invites`, invite),
}

const shiftOf = (group: string, meeting: string, account: string): string =>
  `groups/${encodeURIComponent(group)}/meetings/${encodeURIComponent(meeting)}/leads/${encodeURIComponent(account)}`

/** Asks for what is older than an entry of a list, which is named by a random id. */
const olderThan = (id: string): string => (id ? `?before=${encodeURIComponent(id)}` : '')

/** How often, and how long apart, what makes something is sent when no answer comes. */
const sends = 3
const sendAgainMs = 1_000

/** Asks for something to be made, once: with its key it can be sent again when the answer was lost. */
async function make<T>(path: string, body: object): Promise<T> {
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
  for (let n = 1; ; n++) {
    try {
      return await ask('POST', path, body, { 'Idempotency-Key': key })
    } catch (cause) {
      const again = cause instanceof Refusal && (cause.reason === 'offline' || cause.reason === 'under_way')
      if (!again || n === sends) throw cause
    }
    await new Promise((done) => setTimeout(done, sendAgainMs))
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Headers = Readonly<Record<string, string>>

async function ask<T>(method: Method, path: string, body?: object, headers: Headers = {}): Promise<T> {
  const answer = await answered(method, path, body, headers)
  if (answer.status === 202 || answer.status === 204) return undefined as T
  return answer.json().catch(() => {
    throw offline() // cut off in the middle
  })
}

/** A good answer, not read yet. */
async function answered(method: Method, path: string, body?: object, headers: Headers = {}): Promise<Response> {
  const answer = await fetch(`/api/${path}`, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    ...(body ? { headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) } : {}),
  }).catch(() => {
    throw offline()
  })
  if (!answer.ok) throw await refusalOf(answer)
  return answer
}

/** What an answer refuses (RFC 9457). A proxy in between may answer without a body of ours. */
async function refusalOf(answer: Response): Promise<Refusal> {
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
  const seconds = Number(answer.headers.get('Retry-After'))
  return new Refusal(problem.kind ?? kindOf(answer.status), problem.reason ?? '', problem.sentence ?? '', {
    field: problem.field,
    closing: problem.closing,
    newer: problem.newer,
    retryMs: seconds > 0 ? seconds * 1000 : undefined,
  })
}

/** What a status says when nothing else does. */
function kindOf(status: number): Refusal['kind'] {
  switch (status) {
    case 413:
      return 'too_large'
    case 429:
      return 'too_many'
    case 502:
    case 503:
    case 504:
      return 'unavailable'
    default:
      return 'internal'
  }
}
