import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { agreedBefore, remember } from './agreed'

const privacy = { title: 'Private', text: 'What we hear stays here.' }
const kind = { title: 'Kind', text: 'We are kind.' }
const screens = { title: 'No pictures', text: 'We take no screenshots.' }
const now = new Date('2026-11-24T19:05:00Z')

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

test('a device remembers nothing unless it was asked to', async () => {
  await remember('circle', [privacy, kind], false, now)
  expect(stored.size).toBe(0)
  expect(await agreedBefore('circle', [privacy, kind])).toBeUndefined()
})

test('of agreements that changed, only what is new is shown', async () => {
  await remember('circle', [privacy, kind], true, now)
  expect(await agreedBefore('circle', [privacy, kind])).toEqual({ fresh: [], fewer: false })
  expect(await agreedBefore('circle', [privacy, kind, screens])).toEqual({ fresh: [screens], fewer: false })
  const reworded = { ...kind, text: 'We are kind, also to ourselves.' }
  expect(await agreedBefore('circle', [privacy, reworded])).toEqual({ fresh: [reworded], fewer: true })
  expect(await agreedBefore('circle', [privacy])).toEqual({ fresh: [], fewer: true })
})

test('another group with the same words is another group', async () => {
  await remember('circle', [privacy, kind], true, now)
  expect(await agreedBefore('family', [privacy, kind])).toBeUndefined()
})

test('what is kept names no group and none of its words, and goes when it is not wanted any more', async () => {
  await remember('circle', [privacy, kind], true, now)
  expect([...stored.values()].join()).not.toMatch(/circle|Private|stays here|kind/)
  await remember('circle', [privacy, kind], false, now)
  expect(stored.size).toBe(0)
})

test('what was agreed to long ago is forgotten', async () => {
  await remember('circle', [privacy], true, now)
  await remember('family', [kind], true, new Date('2028-01-24T19:05:00Z'))
  expect(await agreedBefore('circle', [privacy])).toBeUndefined()
  expect(await agreedBefore('family', [kind])).toBeDefined()
})

test('a browser that forbids storage shows the agreements in whole', async () => {
  vi.stubGlobal('localStorage', undefined)
  await remember('circle', [privacy], true, now)
  expect(await agreedBefore('circle', [privacy])).toBeUndefined()
})
