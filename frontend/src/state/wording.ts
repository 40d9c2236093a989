import { type Key, speech, t } from '../i18n/i18n.svelte'
import type { Refusal } from '../net/refusal'

/** Refusals a person may meet while doing something, in their language; the server's sentences are English. */
const byReason: Readonly<Record<string, Extract<Key, `refused.${string}`>>> = {
  name_reveals: 'refused.name_reveals',
  name_role: 'refused.name_role',
  name_taken: 'refused.name_role',
  share_taken: 'refused.share_taken',
  door_locked: 'refused.door_locked',
  outranked: 'refused.outranked',
  nobody: 'refused.nobody',
  too_long: 'refused.too_long',
  rate: 'refused.rate',
  calm: 'refused.calm',
  on_hold: 'refused.on_hold',
  muted: 'refused.muted',
  camera_stopped: 'refused.camera_stopped',
  microphones_closed: 'refused.microphones_closed',
  hand_raised: 'refused.hand_raised',
  lane_closed: 'refused.lane_closed',
  quiet: 'refused.quiet',
  no_turn: 'refused.no_turn',
  no_circle: 'refused.no_circle',
  no_message: 'refused.no_message',
  many_resources: 'refused.many_resources',
  long_plan: 'refused.long_plan',
  look_first: 'refused.look_first',
  observing: 'refused.observing',
  observes: 'refused.observes',
  leads: 'refused.leads',
  last_to_lead: 'refused.last_to_lead',
  lead_busy: 'refused.lead_busy',
  lead_away: 'refused.lead_away',
  in_side_room: 'refused.in_side_room',
  no_side_room: 'refused.no_side_room',
  aside: 'refused.aside',
  facilitator_first: 'refused.facilitator_first',
  no_reading: 'refused.no_reading',
  no_agreements: 'refused.no_agreements',
  many_proposals: 'refused.many_proposals',
  many_tokens: 'refused.many_tokens',
  meeting_on_now: 'refused.meeting_on_now',
  passkey: 'refused.passkey',
  passkey_stopped: 'refused.passkey_stopped',
  passkey_here: 'refused.passkey_here',
  new_passkey: 'refused.new_passkey',
  many_passkeys: 'refused.many_passkeys',
  too_slow: 'refused.too_slow',
  email_taken: 'refused.email_taken',
  no_mail: 'refused.no_mail',
  mail: 'refused.mail',
  busy: 'refused.busy',
  provider: 'refused.provider',
  has_pass: 'refused.has_pass',
  no_passes: 'refused.no_passes',
  self: 'refused.self',
  no_account: 'refused.no_account',
  lettered: 'refused.lettered',
  other_name: 'refused.other_name',
  revoked: 'refused.revoked',
  no_receipt: 'refused.no_receipt',
  no_attendance: 'refused.no_attendance',
  no_proof: 'refused.no_proof',
  doors_open: 'refused.doors_open',
  date_taken: 'refused.date_taken',
  double_booked: 'refused.double_booked',
  meeting_cancelled: 'refused.meeting_cancelled',
  meeting_ended: 'refused.meeting_ended',
  version: 'refused.version',
  list_changed: 'refused.list_changed',
  slug_taken: 'refused.slug_taken',
}

/** The same by the field of what they wrote that is wrong. */
const byField: Readonly<Record<string, Extract<Key, `refused.${string}`>>> = {
  email: 'refused.email',
  group: 'refused.group',
  to: 'refused.to',
  rule: 'refused.rule',
  'schedule.rule': 'refused.rule',
  phone: 'refused.phone',
  slug: 'refused.slug',
  due: 'refused.due',
  on: 'refused.on',
}

/** What a person is told of a refusal that has no page of its own. */
export function sentenceOf(r: Refusal): string {
  const known = byReason[r.reason] ?? (r.kind === 'invalid' ? byField[r.field ?? ''] : undefined)
  switch (true) {
    case known !== undefined:
      return t(known)
    case r.reason === 'offline':
      return t('end.offline.text')
    case r.kind === 'unauthenticated':
      return t('refused.signed_out')
    case r.kind === 'too_many':
      return t('end.too_many.text')
    // The server knows the field, and says so in English.
    case r.kind === 'invalid' && speech.language !== 'en':
      return t('refused.invalid')
    case r.sentence === '' || r.kind === 'internal' || r.kind === 'unavailable':
      return t('end.trouble.text')
    default:
      return r.sentence
  }
}
