import { expect, test } from 'vitest'
import { landscape } from './avatar'

const ids = Array.from({ length: 200 }, (_, i) => `01JD${i.toString(36).padStart(22, 'Z')}`)

test('the same person keeps the same picture', () => {
  expect(landscape('01JDABC')).toEqual(landscape('01JDABC'))
})

test('people of one meeting have pictures that differ', () => {
  expect(new Set(ids.map((id) => JSON.stringify(landscape(id)))).size).toBe(ids.length)
})

test('all colours and motifs are used about as often', () => {
  for (const key of ['colours', 'motif'] as const) {
    const counts = new Map<unknown, number>()
    for (const id of ids) {
      const value = landscape(id)[key]
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    expect(Math.min(...counts.values())).toBeGreaterThan(10)
  }
})
