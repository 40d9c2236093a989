import { type Refusal, refusal } from '../net/refusal'
import { route } from './route.svelte'

/** What hinders a page of staff. Who is not signed in goes to do that, and no trouble is shown. */
export function trouble(cause: unknown): Refusal | undefined {
  const why = refusal(cause)
  if (why.kind !== 'unauthenticated') return why
  route.go('/sign-in')
  return undefined
}
