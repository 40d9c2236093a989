/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { kernels } from 'virtual:kernels'
import { expect, test } from 'vitest'
import { portrait, seenByLiteRT } from '../fakes/portrait'
import { Net } from './net'
import { half, readModel } from './tflite'

const file = createRequire(import.meta.url).resolve(
  '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite',
)
const model = (): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(file))

function look(net: Net): number[] {
  const { width, height, input } = net
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * ((y >> 2) * (width / 4) + (x >> 2))
      for (let c = 0; c < 3; c++) input[3 * (y * width + x) + c] = (portrait[from + c] ?? 0) / 255
    }
  }
  const seen = net.run()
  const places: number[] = []
  for (let y = 4; y < height; y += 8) for (let x = 4; x < width; x += 8) places.push(seen[y * width + x] ?? -1)
  return places
}

test('a person is seen where the makers of the model see them', () => {
  const net = new Net(readModel(model()), kernels)
  expect([net.width, net.height]).toEqual([256, 144])
  const seen = look(net)
  const wanted = [...seenByLiteRT].map((byte) => byte / 255)
  expect(wanted.filter((likely) => likely > 0.9).length).toBeGreaterThan(100)
  expect(wanted.filter((likely) => likely < 0.1).length).toBeGreaterThan(200)
  expect(Math.max(...seen.map((likely, i) => Math.abs(likely - (wanted[i] ?? -1))))).toBeLessThan(0.01)
})

test('a second look sees the same', () => {
  const net = new Net(readModel(model()), kernels)
  expect(look(net)).toEqual(look(net))
})

test('what is no model, or one that can not be run, is refused', () => {
  const broken = model()
  broken[4] = 0x58
  expect(() => readModel(broken)).toThrow('no TensorFlow Lite model')
  expect(() => readModel(new TextEncoder().encode('<!doctype html><title>Not found</title>'))).toThrow()
  expect(() => readModel(model().subarray(0, 20_000))).toThrow(RangeError)
})

test.each([
  [0x0000, 0],
  [0x0001, 2 ** -24],
  [0x3c00, 1],
  [0xc500, -5],
  [0x7bff, 65_504],
  [0xfc00, Number.NEGATIVE_INFINITY],
])('a number of 16 bits: %i', (bits, number) => {
  expect(half(bits)).toBe(number)
})
