import { expect, test } from 'vitest'
import { ring } from './ring'

test.each([
  ['a phone', 336, 540, 16],
  ['a phone on its side', 650, 250, 14],
  ['a tablet', 800, 900, 25],
  ['a desk', 1240, 600, 25],
])('on %s people sit in a circle without touching, within the stage', (_, width, height, most) => {
  for (let count = 1; count <= most; count++) {
    const it = ring(width, height, count)
    if (!it) throw new Error(`${count} people do not fit`)
    expect(it.seats).toHaveLength(count)
    for (const [i, seat] of it.seats.entries()) {
      expect(seat.x - it.width / 2).toBeGreaterThanOrEqual(-0.01)
      expect(seat.x + it.width / 2).toBeLessThanOrEqual(width + 0.01)
      expect(seat.y - it.height / 2).toBeGreaterThanOrEqual(-0.01)
      expect(seat.y + it.height / 2).toBeLessThanOrEqual(height + 0.01)
      for (const other of it.seats.slice(i + 1)) {
        const apart = Math.abs(seat.x - other.x) >= it.width || Math.abs(seat.y - other.y) >= it.height
        expect(apart, `${count} people`).toBe(true)
      }
    }
  }
})

test('the first one sits on top, and it goes round clockwise', () => {
  const it = ring(400, 400, 4)
  const [top, right, bottom, left] = it?.seats ?? []
  expect(top?.y).toBeLessThan(bottom?.y ?? 0)
  expect(right?.x).toBeGreaterThan(left?.x ?? 0)
  expect(top?.x).toBeCloseTo(200)
})

test('two people on a wide stage sit beside each other, and large', () => {
  const it = ring(650, 220, 2)
  expect(it?.width).toBe(168)
  expect(it?.seats[0]?.y).toBeCloseTo(it?.seats[1]?.y ?? 0)
  expect(it?.seats[0]?.x).toBeLessThan(it?.seats[1]?.x ?? 0)
})

test('a circle that would be too small is none', () => {
  expect(ring(344, 460, 40)).toBeUndefined()
  expect(ring(344, 60, 2)).toBeUndefined()
})
