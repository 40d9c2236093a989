import { expect, test } from 'vitest'
import { Backdrop, cutOut } from './soften'

const [width, height] = [64, 32]

/** A picture of black and white squares, with a green person in its left half. */
function squares(): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * width * height)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const white = ((x >> 2) + (y >> 2)) % 2 === 0
    pixels.set(x < width / 2 ? [0, 255, 0, 255] : white ? [255, 255, 255, 255] : [0, 0, 0, 255], 4 * i)
  }
  return pixels
}

function maskOf(likely: (x: number) => number): Uint8ClampedArray {
  const mask = new Uint8ClampedArray(4 * width * height)
  const likelihoods = Float32Array.from({ length: width * height }, (_, i) => likely(i % width))
  const steady = new Float32Array(width * height)
  for (let picture = 0; picture < 20; picture++) cutOut(likelihoods, steady, mask)
  return mask
}

test('sure is sharp, unsure is blurred', () => {
  const opacity = (likely: number): number | undefined => maskOf(() => likely)[3]
  expect([0, 0.3, 0.9, 1].map(opacity)).toEqual([0, 0, 255, 255])
  expect(opacity(0.6)).toBeGreaterThan(64)
  expect(opacity(0.6)).toBeLessThan(192)
})

test('one picture in which somebody is missed does not cut a hole into them', () => {
  const [mask, steady] = [new Uint8ClampedArray(4), new Float32Array(1)]
  for (const likely of [1, 1, 1]) cutOut(Float32Array.of(likely), steady, mask)
  cutOut(Float32Array.of(0.7), steady, mask)
  expect(mask[3]).toBe(255)
})

test('nothing is left of a pattern behind a person, and nothing of the person in it', () => {
  const backdrop = new Backdrop(width, height)
  backdrop.paint(
    squares(),
    maskOf((x) => (x < width / 2 ? 1 : 0)),
  )
  expect([backdrop.width, backdrop.height]).toEqual([16, 8])
  let worst = 0
  for (let i = 0; i < backdrop.pixels.length; i += 4) {
    const [red = 0, green = 0, blue = 0, opaque] = backdrop.pixels.subarray(i, i + 4)
    expect(opaque).toBe(255)
    // Deep in the person their colour is all there is; from their edge on it is an even grey.
    if ((i / 4) % backdrop.width < 6) continue
    worst = Math.max(worst, ...[red, green, blue].map((c) => Math.abs(c - 127)))
  }
  expect(worst, 'of 127').toBeLessThan(24)
})

test('somebody who fills the picture has a backdrop too', () => {
  const backdrop = new Backdrop(width, height)
  backdrop.paint(
    squares(),
    maskOf(() => 1),
  )
  expect([...backdrop.pixels.subarray(0, 4)]).toEqual([0, 255, 0, 255])
})
