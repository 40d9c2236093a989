import { account } from './en/account'
import { agreements } from './en/agreements'
import { care } from './en/care'
import { clauses } from './en/clauses'
import { counts } from './en/counts'
import { data } from './en/data'
import { desk } from './en/desk'
import { ends } from './en/ends'
import { entrance } from './en/entrance'
import { floor } from './en/floor'
import { groups } from './en/groups'
import { numbers } from './en/numbers'
import { outside } from './en/outside'
import { passes } from './en/passes'
import { people } from './en/people'
import { practice } from './en/practice'
import { programme } from './en/programme'
import { proof } from './en/proof'
import { review } from './en/review'
import { room } from './en/room'
import { side } from './en/side'
import { tokens } from './en/tokens'
import { webhooks } from './en/webhooks'
import { welcome } from './en/welcome'

/** English is the source: its keys and its {values} are what the types ask for. */
export const en = {
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
} as const
