import type { ProviderAnswer } from '../generated/api'
import { practice } from './exercise'
import { forget, keep, kept } from './storage'

/** Where the person is in the app. Tokens come from the fragment of a link and never stay in the address. */
export type Place =
  | { readonly page: 'home' }
  | { readonly page: 'sign-in' }
  | { readonly page: 'sign-in-link'; readonly token: string }
  | { readonly page: 'from-provider'; readonly answer: ProviderAnswer }
  | { readonly page: 'account' }
  | { readonly page: 'people' }
  | { readonly page: 'lines' }
  | { readonly page: 'tokens' }
  | { readonly page: 'programme' }
  | { readonly page: 'resources' }
  | { readonly page: 'group'; readonly group?: string | undefined }
  | { readonly page: 'webhooks' }
  | { readonly page: 'invited'; readonly token: string }
  | { readonly page: 'confirm-email'; readonly token: string }
  | { readonly page: 'record'; readonly token: string }
  | { readonly page: 'receipts'; readonly receipt: string }
  | { readonly page: 'review'; readonly group: string }
  | { readonly page: 'counts' }
  | { readonly page: 'trend'; readonly group: string }
  | { readonly page: 'links'; readonly group: string }
  | { readonly page: 'agreements'; readonly group: string }
  | { readonly page: 'join'; readonly invite: string }
  | { readonly page: 'meeting'; readonly id: string }
  | { readonly page: 'unknown' }

/** The token of a link, this tab's from before when the address has none (a reload). */
function tokenOf(name: string): string {
  const token = location.hash.slice(1)
  if (!token) return kept(name) ?? ''
  keep(name, token)
  history.replaceState(null, '', location.pathname)
  return token
}

/** What stands in an invite's place for whoever comes from a group's public page. The address says no more from then on. */
function openDoor(path: string): Place {
  const invite = `open:${path}`
  keep('invite', invite)
  history.replaceState(null, '', '/join')
  return { page: 'join', invite }
}

/** What a provider sent the browser back with, in the fragment where it can and in the query where it can not. It does not stay there. */
function answerOf(): ProviderAnswer {
  const given = new URLSearchParams(location.hash.slice(1) || location.search)
  history.replaceState(null, '', location.pathname)
  return { state: given.get('state') ?? '', code: given.get('code') ?? '' }
}

function read(): Place {
  const path = location.pathname
  const door = /^(\/(?:groups|family)\/[a-z0-9-]{1,40}\/[a-z0-9-]{1,64})\/join$/.exec(path)?.[1]
  if (door) return openDoor(door)
  return paged(path) ?? named(path)
}

/** The pages for staff about one group, by their address. */
const groupPages = { review: 'review', counts: 'trend', links: 'links', agreements: 'agreements' } as const

/** The places whose address names a thing. */
function paged(path: string): Place | undefined {
  const meeting = /^\/meetings\/([\w-]{1,40})$/.exec(path)?.[1]
  if (meeting) return { page: 'meeting', id: meeting }
  const [, name = '', group] = /^\/staff\/(\w+)\/([\w-]{1,40})$/.exec(path) ?? []
  if (group && Object.hasOwn(groupPages, name)) return { page: groupPages[name as keyof typeof groupPages], group }
  const edited = /^\/staff\/groups\/([\w-]{1,40})$/.exec(path)?.[1]
  if (edited) return edited === 'new' ? { page: 'group' } : { page: 'group', group: edited }
  return undefined
}

function named(path: string): Place {
  switch (path) {
    case '/':
    case '/staff':
      return { page: 'home' }
    case '/practice':
      return { page: 'meeting', id: practice.meeting }
    case '/sign-in': {
      const token = tokenOf('sign-in')
      return token ? { page: 'sign-in-link', token } : { page: 'sign-in' }
    }
    case '/staff/provider':
      return { page: 'from-provider', answer: answerOf() }
    case '/staff/account':
      return { page: 'account' }
    case '/staff/programme':
      return { page: 'programme' }
    case '/staff/resources':
      return { page: 'resources' }
    case '/staff/numbers':
      return { page: 'lines' }
    case '/staff/people':
      return { page: 'people' }
    case '/staff/counts':
      return { page: 'counts' }
    case '/staff/tokens':
      return { page: 'tokens' }
    case '/staff/webhooks':
      return { page: 'webhooks' }
    case '/staff/invite': {
      const token = tokenOf('staff-invite')
      return token ? { page: 'invited', token } : { page: 'unknown' }
    }
    case '/staff/email': {
      const token = tokenOf('email')
      return token ? { page: 'confirm-email', token } : { page: 'unknown' }
    }
    case '/record': {
      const token = tokenOf('record')
      return token ? { page: 'record', token } : { page: 'unknown' }
    }
    case '/receipt':
      return { page: 'receipts', receipt: tokenOf('receipt') }
    case '/join': {
      const invite = tokenOf('invite')
      return invite ? { page: 'join', invite } : { page: 'unknown' }
    }
    default:
      return { page: 'unknown' }
  }
}

class Route {
  place = $state.raw<Place>(read())

  constructor() {
    // A second link opened in the same tab changes only the fragment.
    addEventListener('hashchange', () => {
      if (location.hash) this.place = read()
    })
  }

  /** Shows another page. It takes the place of this one in the history, so that Back leads out of the app. */
  go(
    path:
      | '/'
      | '/receipt'
      | '/sign-in'
      | '/staff/numbers'
      | '/staff/account'
      | '/staff/people'
      | '/staff/counts'
      | '/staff/programme'
      | '/staff/resources'
      | `/meetings/${string}`
      | `/staff/review/${string}`
      | `/staff/counts/${string}`
      | '/staff/tokens'
      | `/staff/groups/${string}`
      | `/staff/links/${string}`
      | `/staff/agreements/${string}`
      | '/staff/webhooks',
  ): void {
    for (const token of ['sign-in', 'email', 'staff-invite', 'receipt']) forget(token)
    history.replaceState(null, '', path)
    this.place = read()
  }

  /** To the door by a pass that this device keeps. */
  join(pass: string): void {
    keep('invite', pass)
    history.replaceState(null, '', '/join')
    this.place = read()
  }

  /** Shows one receipt, which this tab knows until it closes. */
  toReceipt(receipt: string): void {
    this.go('/receipt')
    keep('receipt', receipt)
    this.place = { page: 'receipts', receipt }
  }
}

export const route = new Route()
