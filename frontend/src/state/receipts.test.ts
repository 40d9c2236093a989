import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetReceipt, keepReceipt, keptReceipts } from './receipts'

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

test('a device keeps the receipts it was asked to keep, each once, the newest first', () => {
  expect(keptReceipts()).toEqual([])
  expect(keepReceipt('a')).toBe(true)
  keepReceipt('b')
  keepReceipt('a')
  expect(keptReceipts()).toEqual(['a', 'b'])
})

test('what is forgotten leaves nothing behind', () => {
  keepReceipt('a')
  forgetReceipt('a')
  expect(stored.size).toBe(0)
})

test('what is not ours is as if it were not there', () => {
  stored.set('receipts', '{"a":')
  expect(keptReceipts()).toEqual([])
  stored.set('receipts', '[1, "a"]')
  expect(keptReceipts()).toEqual(['a'])
})

test('a browser that forbids storage says so', () => {
  vi.stubGlobal('localStorage', undefined)
  expect(keepReceipt('a')).toBe(false)
  expect(keptReceipts()).toEqual([])
})
