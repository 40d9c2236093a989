import { expect, test } from 'vitest'
import { gap, grid } from './grid'

/** Whether the tiles of one page fit on the stage, laid out in rows. */
function fits(width: number, height: number, count: number): boolean {
  const g = grid(width, height, count)
  const n = Math.min(count, g.perPage)
  const columns = Math.floor((width + gap) / (g.width + gap))
  const rows = Math.ceil(n / columns)
  return columns >= 1 && rows * g.height + (rows - 1) * gap <= height
}

test('every number of people fits on every screen', () => {
  const stages: readonly [number, number][] = [
    [344, 480],
    [344, 220],
    [720, 300],
    [900, 640],
    [1240, 660],
    [1900, 900],
  ]
  const bad = stages.flatMap(([w, h]) =>
    Array.from({ length: 30 }, (_, i) => i + 1)
      .filter((n) => !fits(w, h, n))
      .map((n) => `${n} on ${w}x${h}`),
  )
  expect(bad).toEqual([])
})

test('a computer shows 25 people on one page, a phone fewer', () => {
  expect(grid(1240, 660, 25).perPage).toBe(25)
  expect(grid(344, 540, 25).perPage).toBe(10)
})

test('beside an open chat on a phone, and on a phone on its side, six and ten faces stay', () => {
  expect(grid(336, 180, 25).perPage).toBe(6)
  expect(grid(650, 220, 25).perPage).toBe(10)
})

test('one person on a phone gets a tall tile, two people share the height', () => {
  expect(grid(344, 480, 1)).toMatchObject({ width: 344, height: 458 })
  expect(grid(344, 480, 2)).toMatchObject({ width: 344, height: 236 })
})

test('tiles beside each other are never taller than wide on a computer', () => {
  const tall = Array.from({ length: 25 }, (_, i) => grid(880, 560, i + 1)).filter((g) => g.height > g.width)
  expect(tall).toEqual([])
})

test('tiles of a page get smaller, never larger, as people come in', () => {
  const areas = Array.from({ length: 25 }, (_, i) => grid(1240, 660, i + 1)).map((g) => g.width * g.height)
  expect(areas.every((area, i) => i === 0 || area <= (areas[i - 1] ?? 0))).toBe(true)
})

test('a stage too small for anything still shows one person', () => {
  expect(grid(100, 60, 5).perPage).toBe(1)
})
