/** How tiles lie on a stage: all of one page have the same size, in CSS pixels. */
export interface Grid {
  readonly perPage: number
  readonly width: number
  readonly height: number
}

export const gap = 8
const mostPerPage = 25
/** On a stage of a hand's size, such as beside an open chat on a phone, faces may be smaller: losing them is worse. */
const low = 260
const least = (height: number): { w: number; h: number } => (height < low ? { w: 104, h: 80 } : { w: 136, h: 92 })
/** Width to height. A phone held upright shows upright faces; beside each other tall tiles would crop them. */
const narrowestUpright = 3 / 4
const narrowest = 1
const widest = 16 / 9

/** The part of a length that each of n tiles gets. */
const share = (length: number, n: number): number => Math.floor((length - gap * (n - 1)) / n)

function cell(width: number, height: number, columns: number, rows: number): { width: number; height: number } {
  const w = share(width, columns)
  const h = share(height, rows)
  const thin = height > width ? narrowestUpright : narrowest
  return { width: Math.min(w, Math.floor(h * widest)), height: Math.min(h, Math.floor(w / thin)) }
}

/**
 * Lays count tiles on a stage. The more people there are the smaller the
 * tiles, down to a size in which a face can still be read; beyond that there
 * are further pages. A page with fewer people keeps the size of the first.
 */
export function grid(width: number, height: number, count: number): Grid {
  const { w, h } = least(height)
  const columns = Math.max(1, Math.floor((width + gap) / (w + gap)))
  const rows = Math.max(1, Math.floor((height + gap) / (h + gap)))
  const perPage = Math.min(mostPerPage, columns * rows)
  const n = Math.max(1, Math.min(count, perPage))
  let best = cell(width, height, 1, n)
  for (let c = 2; c <= n; c++) {
    const next = cell(width, height, c, Math.ceil(n / c))
    if (next.width * next.height > best.width * best.height) best = next
  }
  return { perPage, width: Math.max(0, best.width), height: Math.max(0, best.height) }
}
