import type { AgreementText } from '../generated/api'
import { hash, newSalt } from './digest'

type Clause = AgreementText['clauses'][number]

/** What a device remembers, if its person asked for it: what was agreed to, as hashes that name no group and no text. */
interface Memory {
  readonly salt: string
  readonly groups: readonly { readonly group: string; readonly clauses: readonly string[]; readonly on: string }[]
}

/** What is different from what was agreed to before on this device. */
export interface Before {
  /** Clauses that are new or worded anew, in order; none when nothing changed. */
  readonly fresh: readonly Clause[]
  /** Some of what was agreed to is no longer there. */
  readonly fewer: boolean
}

const key = 'agreed'
const keptDays = 400
const keptGroups = 20

const hashAll = (salt: string, group: string, clauses: readonly Clause[]): Promise<string[]> =>
  Promise.all(clauses.map((c) => hash(salt, group, c.title, c.text)))

function read(): Memory {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? 'null') as Memory | null
    if (found?.salt && Array.isArray(found.groups)) return found
  } catch {
    // Forbidden, or not ours: as if nothing were kept.
  }
  return { salt: newSalt(), groups: [] }
}

function write({ salt, groups }: Memory): void {
  try {
    if (groups.length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify({ salt, groups: groups.slice(0, keptGroups) }))
  } catch {
    // Full or forbidden: the agreements are shown in whole next time.
  }
}

/** How the agreements of a group differ from what was agreed to on this device; undefined when nothing is remembered. */
export async function agreedBefore(group: string, clauses: readonly Clause[]): Promise<Before | undefined> {
  const { salt, groups } = read()
  const name = await hash(salt, group)
  const known = groups.find((g) => g.group === name)
  if (!known) return undefined
  const now = await hashAll(salt, group, clauses)
  return {
    fresh: clauses.filter((_, i) => !known.clauses.includes(now[i] ?? '')),
    fewer: known.clauses.some((c) => !now.includes(c)),
  }
}

/** Remembers what was agreed to, or forgets what was remembered of the group. */
export async function remember(group: string, clauses: readonly Clause[], wanted: boolean, now: Date): Promise<void> {
  const { salt, groups } = read()
  const name = await hash(salt, group)
  const oldest = new Date(now.getTime() - keptDays * 86_400_000).toISOString().slice(0, 10)
  const others = groups.filter((g) => g.group !== name && g.on >= oldest)
  const on = now.toISOString().slice(0, 10)
  const own = wanted ? [{ group: name, clauses: await hashAll(salt, group, clauses), on }] : []
  write({ salt, groups: [...own, ...others] })
}
