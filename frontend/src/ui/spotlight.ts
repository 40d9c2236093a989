import { gap } from './grid'

/** How one large tile and the row of the others lie on a stage, in CSS pixels. */
export interface Spotlight {
  /** The others stand beside the large one, in columns, and not below it. */
  readonly beside: boolean
  readonly columns: number
  readonly rows: number
  readonly perPage: number
  /** Of each of the others. */
  readonly width: number
  readonly height: number
}

/** On stages lower than this a row below would leave nothing of the large tile: a phone on its side, or beside a chat. */
const low = 300
const leastHeight = 72
/** The row below the large tile. */
const rowHeight = 104

const holds = (length: number, each: number): number => Math.max(1, Math.floor((length + gap) / (each + gap)))

/** Lays out the large tile of a stage and count people beside or below it, on as many pages as they need. */
export function spotlight(width: number, height: number, count: number): Spotlight {
  const beside = height < low && width > height
  const tile = width < 480 ? 104 : beside ? 116 : 136
  if (!beside) {
    const columns = holds(width, tile)
    return { beside, columns, rows: 1, perPage: columns, width: tile, height: rowHeight }
  }
  const rows = Math.min(holds(height, leastHeight), Math.max(2, count))
  const columns = count > rows && width >= 480 ? 2 : 1
  return {
    beside,
    columns,
    rows,
    perPage: rows * columns,
    width: tile,
    height: Math.max(0, Math.floor((height - gap * (rows - 1)) / rows)),
  }
}
