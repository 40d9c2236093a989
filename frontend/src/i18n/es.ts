import { account } from './es/account'
import { agreements } from './es/agreements'
import { care } from './es/care'
import { clauses } from './es/clauses'
import { counts } from './es/counts'
import { data } from './es/data'
import { desk } from './es/desk'
import { ends } from './es/ends'
import { entrance } from './es/entrance'
import { floor } from './es/floor'
import { groups } from './es/groups'
import { numbers } from './es/numbers'
import { outside } from './es/outside'
import { passes } from './es/passes'
import { people } from './es/people'
import { practice } from './es/practice'
import { programme } from './es/programme'
import { proof } from './es/proof'
import { review } from './es/review'
import { room } from './es/room'
import { side } from './es/side'
import { tokens } from './es/tokens'
import { webhooks } from './es/webhooks'
import { welcome } from './es/welcome'
import type { Words } from './i18n.svelte'

/** Spanish, in the neutral form of the Americas, with "tú". */
export const es: Words = {
  ...outside,
  ...entrance,
  ...room,
  ...side,
  ...desk,
  ...floor,
  ...care,
  ...welcome,
  ...ends,
  ...review,
  ...numbers,
  ...account,
  ...people,
  ...tokens,
  ...practice,
  ...passes,
  ...webhooks,
  ...groups,
  ...programme,
  ...agreements,
  ...counts,
  ...data,
  ...clauses,
  ...proof,
}
