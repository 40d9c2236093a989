import type { ApiToken } from '../../generated/api'
import { t } from '../../i18n/i18n.svelte'

export type Scope = ApiToken['scopes'][number]

/** All parts of the API that a token can open, in the order they are offered. */
export const scopes = [
  'read',
  'groups',
  'schedule',
  'invites',
  'staff',
  'review',
  'counts',
  'webhooks',
] as const satisfies Scope[]

/** What a scope is called. */
export const scopeName = (scope: Scope): string => t(`scope.${scope}`)
