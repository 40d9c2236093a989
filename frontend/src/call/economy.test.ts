import { expect, test } from 'vitest'
import type { Tile } from '../generated/protocol'
import { economise, picturesOf } from './economy'

const face = (participant: string, priority = 1): Tile => ({
  participant,
  source: 'camera',
  width: 640,
  height: 360,
  priority,
})
const screen: Tile = { participant: 'ana', source: 'screen', width: 1920, height: 1080, priority: 9 }
const tiles = [face('ben'), face('cleo'), face('dan', 5), face('eva'), face('fox'), screen]

test('who wants all gets all, as large as they are shown', () => {
  expect(economise(tiles, 'all', 0)).toBe(tiles)
})

test('few are the screen, those who speak and some more, all of them small', () => {
  const few = economise(tiles, 'few', 0)
  expect(few.map((t) => t.participant)).toEqual(['ana', 'dan', 'ben', 'cleo'])
  expect(few.map((t) => t.width)).toEqual([960, 240, 240, 240])
  expect(few[1]?.height).toBe(135)
})

test('who wants sound alone gets no picture, and a small tile is not made larger', () => {
  expect(economise(tiles, 'none', 0)).toEqual([])
  const own = { ...face('ben'), width: 120, height: 90 }
  expect(economise([own], 'few', 0)).toEqual([own])
})

test('a device that does not keep up gets less, step by step, whatever was chosen', () => {
  expect(economise(tiles, 'all', 1)).toHaveLength(4)
  expect(economise(tiles, 'all', 2).map((t) => t.participant)).toEqual(['ana'])
  expect(economise(tiles, 'all', 3)).toEqual([])
  expect(economise(tiles, 'none', 1)).toEqual([])
  expect(economise(tiles, 'few', 2)).toHaveLength(1)
})

test('what was kept of the choice is read, and nothing else is taken for it', () => {
  expect(picturesOf('none')).toBe('none')
  expect(picturesOf('some')).toBe('all')
  expect(picturesOf(null)).toBe('all')
})
