import type { Tile } from '../generated/protocol'
import type { Strain } from './strain'

/**
 * What pictures a person wants for the data they cost: all of them, few and
 * small ones, or none, which is a way to be here like any other.
 */
export type Pictures = 'all' | 'few' | 'none'
export const pictureChoices = ['all', 'few', 'none'] as const satisfies readonly Pictures[]

/** So many pictures are shown where few are wanted. */
const few = 4
/** The longer side that a small picture has at most, in device pixels: the lowest layer is enough for it. */
const small = 240
/** A shared screen is there to be read. */
const readable = 960

function shrunk(tile: Tile, most: number): Tile {
  const scale = most / Math.max(tile.width, tile.height)
  if (scale >= 1) return tile
  return { ...tile, width: Math.round(tile.width * scale), height: Math.round(tile.height * scale) }
}

const lessOf = (tile: Tile): Tile => shrunk(tile, tile.source === 'screen' ? readable : small)

/**
 * The tiles to ask the server for, of those that are on the page: screens
 * before faces, and those who speak before others. What is left out is not
 * sent to this device at all.
 */
export function economise(tiles: readonly Tile[], pictures: Pictures, strain: Strain): readonly Tile[] {
  const most =
    pictures === 'none' || strain === 3 ? 0 : strain === 2 ? 1 : pictures === 'few' || strain === 1 ? few : Infinity
  if (most === Infinity) return tiles
  return [...tiles]
    .sort((a, b) => b.priority - a.priority)
    .slice(0, most)
    .map(lessOf)
}

/** What a page keeps of the choice; anything else is all. */
export const picturesOf = (kept: string | null | undefined): Pictures => pictureChoices.find((p) => p === kept) ?? 'all'
