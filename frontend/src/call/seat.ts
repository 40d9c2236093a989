import type { Enter } from '../generated/protocol'
import type { Browser } from './browser'

/** How somebody comes in: an invite with name and acceptance, or a meeting for staff. */
export type Ticket = Omit<Enter, 'type'>

/** What a page knows before it has a ticket: an invite, or for staff a meeting. */
export type Way = Pick<Ticket, 'invite' | 'meeting'>

/** A place on the wire that can be resumed. As good as the person's place: never stored beyond the tab. */
export interface Seat {
  readonly session: string
  readonly token: string
}

interface Kept {
  readonly seat: Seat
  readonly ticket: Ticket
}

const key = 'seat'

/** Keeps a seat over a reload of the tab. */
export function keep(storage: Browser['storage'], seat: Seat, ticket: Ticket): void {
  try {
    storage?.setItem(key, JSON.stringify({ seat, ticket } satisfies Kept))
  } catch {
    // Full or forbidden: the seat will not survive a reload.
  }
}

/** The seat this tab had on the same way in. */
export function kept(storage: Browser['storage'], way: Way): Kept | undefined {
  try {
    const found = JSON.parse(storage?.getItem(key) ?? 'null') as Kept | null
    if (!found?.seat || !found.ticket) return undefined
    const same = way.invite ? found.ticket.invite === way.invite : found.ticket.meeting === way.meeting
    return same ? found : undefined
  } catch {
    return undefined
  }
}

export function forget(storage: Browser['storage']): void {
  try {
    storage?.removeItem(key)
  } catch {
    // Nothing was stored.
  }
}
