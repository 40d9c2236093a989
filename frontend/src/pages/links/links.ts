import type { Invite, Meeting } from '../../generated/api'

/** Whether a link still leads to the door: not taken back, not run out, and its meeting not over. */
export function holds(invite: Invite, meetings: readonly Meeting[], now: Date): boolean {
  if (invite.revoked_at || (invite.expires_at && new Date(invite.expires_at) <= now)) return false
  return !invite.meeting || meetings.some((m) => m.id === invite.meeting && m.status === 'scheduled')
}

/** How many more may come by it; undefined for any number. */
export const usesLeft = (invite: Invite): number | undefined =>
  invite.max_uses > 0 ? Math.max(0, invite.max_uses - invite.uses) : undefined

/** When a link that is to hold for so many days runs out; undefined for 0, never. */
export const expiry = (days: number, now: Date): string | undefined =>
  days > 0 ? new Date(now.getTime() + days * 86_400_000).toISOString() : undefined
