/** A small landscape drawn from an id: the same id always gives the same one. */
export interface Landscape {
  /** Index of one of the colour sets of Avatar.svelte. */
  readonly colours: number
  readonly far: string
  readonly near: string
  readonly light: { readonly x: number; readonly y: number; readonly r: number; readonly crescent: boolean }
  readonly motif: 'none' | 'trees' | 'reeds' | 'birds' | 'boat'
  /** Where the motif stands, 0 to 100. */
  readonly at: number
}

export const colourSets = 8
const motifs = ['none', 'trees', 'reeds', 'birds', 'boat'] as const

/** FNV-1a, then the numbers of a small generator seeded with it (mulberry32). */
function numbersFrom(id: string): () => number {
  let seed = 0x811c9dc5
  for (const c of id) seed = Math.imul(seed ^ (c.codePointAt(0) ?? 0), 0x01000193)
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let x = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A hill line across 100 units at about a height, closed along the bottom. */
function hills(next: () => number, height: number, swing: number): string {
  const y = (): number => Math.round(height + (next() - 0.5) * swing)
  return `M0 ${y()}C20 ${y()} 30 ${y()} 50 ${y()}S80 ${y()} 100 ${y()}V100H0Z`
}

export function landscape(id: string): Landscape {
  const next = numbersFrom(id)
  const pick = (n: number): number => Math.floor(next() * n)
  return {
    colours: pick(colourSets),
    motif: motifs[pick(motifs.length)] ?? 'none',
    light: { x: 22 + pick(57), y: 20 + pick(18), r: 8 + pick(6), crescent: next() < 0.35 },
    at: 18 + pick(64),
    far: hills(next, 58, 34),
    near: hills(next, 76, 22),
  }
}
