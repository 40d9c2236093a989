import { hash, newSalt } from './digest'

/** A pass that this device keeps, because its person asked for that. It names no group. */
export interface KeptPass {
  readonly token: string
  /** The day it was kept, and the day it ends: "2026-11-24". */
  readonly on: string
  readonly until: string
}

interface Memory {
  readonly salt: string
  readonly passes: readonly (KeptPass & { readonly group: string })[]
}

const key = 'passes'
const most = 20

const day = (at: Date): string => at.toISOString().slice(0, 10)

/** Whether what stands in an invite's place is a pass. */
export const isPass = (token: string): boolean => token.startsWith('pass:')

function read(now: Date): Memory {
  try {
    const found = JSON.parse(localStorage.getItem(key) ?? 'null') as Memory | null
    if (found?.salt && Array.isArray(found.passes)) {
      return { salt: found.salt, passes: found.passes.filter((p) => p.until > day(now)) }
    }
  } catch {
    // Forbidden, or not ours: as if nothing were kept.
  }
  return { salt: newSalt(), passes: [] }
}

function write({ salt, passes }: Memory): boolean {
  try {
    if (passes.length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify({ salt, passes: passes.slice(0, most) }))
    return true
  } catch {
    return false
  }
}

/** Keeps a pass of a group on this device, in place of one before. False: the browser keeps nothing. */
export async function keepPass(group: string, token: string, until: string, now: Date): Promise<boolean> {
  const { salt, passes } = read(now)
  const name = await hash(salt, group)
  const own = { token, on: day(now), until: until.slice(0, 10), group: name }
  return write({ salt, passes: [own, ...passes.filter((p) => p.group !== name)] })
}

/** The pass of a group that this device keeps. */
export async function passOf(group: string, now: Date): Promise<string | undefined> {
  const { salt, passes } = read(now)
  if (passes.length === 0) return undefined
  const name = await hash(salt, group)
  return passes.find((p) => p.group === name)?.token
}

/** All that this device keeps, the newest first. */
export const keptPasses = (now: Date): readonly KeptPass[] => read(now).passes

/** Forgets a pass on this device; elsewhere it still holds. */
export function forgetPass(token: string, now: Date): void {
  const { salt, passes } = read(now)
  write({ salt, passes: passes.filter((p) => p.token !== token) })
}
