import type { StaffInvite, StaffMember } from '../../generated/api'
import { t } from '../../i18n/i18n.svelte'

/** As much of a group as it takes to choose it. */
export interface GroupName {
  readonly id: string
  readonly name: string
}

export type StaffRoleName = StaffInvite['role']

export function roleName(role: StaffRoleName): string {
  return role === 'manager' ? t('people.manager') : t(`role.${role}`)
}

/** The name of a group, empty for one that is not there. */
export function nameOf(groups: readonly GroupName[], id: string): string {
  return groups.find((g) => g.id === id)?.name ?? ''
}

/** What somebody does, in a line. */
export function doing(member: StaffMember, groups: readonly GroupName[]): string {
  const all = member.roles.map((r) => t('people.role', { role: roleName(r.role), group: nameOf(groups, r.group) }))
  if (member.manager) all.unshift(roleName('manager'))
  return all.join(' · ') || t('people.no_role')
}
