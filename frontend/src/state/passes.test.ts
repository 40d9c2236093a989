import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetPass, keepPass, keptPasses, passOf } from './passes'

const now = new Date('2026-11-24T19:05:00Z')
const until = '2027-02-22T00:00:00Z'

let stored: Map<string, string>

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => stored.get(k) ?? null,
    setItem: (k: string, v: string) => stored.set(k, v),
    removeItem: (k: string) => stored.delete(k),
  })
})
afterEach(() => void vi.unstubAllGlobals())

test('a pass is found again by its group, and by no other', async () => {
  expect(await passOf('circle', now)).toBeUndefined()
  expect(stored.size).toBe(0)
  expect(await keepPass('circle', 'pass:one', until, now)).toBe(true)
  expect(await keepPass('family', 'pass:two', until, now)).toBe(true)
  expect(await passOf('circle', now)).toBe('pass:one')
  expect(await passOf('family', now)).toBe('pass:two')
  expect(await passOf('other', now)).toBeUndefined()
  expect(keptPasses(now).map((p) => [p.token, p.on, p.until])).toEqual([
    ['pass:two', '2026-11-24', '2027-02-22'],
    ['pass:one', '2026-11-24', '2027-02-22'],
  ])
})

test('what is kept names no group', async () => {
  await keepPass('circle', 'pass:one', until, now)
  expect([...stored.values()].join()).not.toContain('circle')
})

test('a new pass of a group takes the place of the old one', async () => {
  await keepPass('circle', 'pass:one', until, now)
  await keepPass('circle', 'pass:two', until, now)
  expect(keptPasses(now).map((p) => p.token)).toEqual(['pass:two'])
})

test('the last one forgotten, nothing stays', async () => {
  await keepPass('circle', 'pass:one', until, now)
  forgetPass('pass:other', now)
  expect(keptPasses(now)).toHaveLength(1)
  forgetPass('pass:one', now)
  expect(stored.size).toBe(0)
})

test('a pass that has run out is not used', async () => {
  await keepPass('circle', 'pass:one', until, now)
  const later = new Date('2027-02-22T10:00:00Z')
  expect(await passOf('circle', later)).toBeUndefined()
  expect(keptPasses(later)).toEqual([])
})

test('a browser that forbids storage says so', async () => {
  vi.stubGlobal('localStorage', undefined)
  expect(await keepPass('circle', 'pass:one', until, now)).toBe(false)
  expect(await passOf('circle', now)).toBeUndefined()
})
