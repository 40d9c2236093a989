import { expect, test } from 'vitest'
import { gap } from './grid'
import { spotlight } from './spotlight'

test('on a phone held upright and on a desk the others stand in a row below', () => {
  expect(spotlight(336, 520, 9)).toMatchObject({ beside: false, rows: 1, perPage: 3 })
  expect(spotlight(1240, 620, 9)).toMatchObject({ beside: false, rows: 1, perPage: 8 })
})

test('on a phone on its side six of them stand beside the large one, which keeps more than half of the stage', () => {
  const it = spotlight(650, 250, 9)
  expect(it).toMatchObject({ beside: true, columns: 2, rows: 3, perPage: 6 })
  expect(it.columns * (it.width + gap)).toBeLessThan(650 / 2)
})

test.each([1, 2, 3, 5, 9, 40])('%i people never stand higher than the stage', (count) => {
  for (const [width, height] of [
    [336, 180],
    [336, 520],
    [650, 250],
    [640, 130],
    [1240, 620],
  ] as const) {
    const it = spotlight(width, height, count)
    expect(it.rows * it.height + (it.rows - 1) * gap, `${width}x${height}`).toBeLessThanOrEqual(height)
    expect(it.perPage).toBe(it.rows * it.columns)
  }
})
