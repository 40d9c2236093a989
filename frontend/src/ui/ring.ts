/** One place in a circle, by its middle, in CSS pixels from the left and the top. */
export interface Seat {
  readonly x: number
  readonly y: number
}

export interface Ring {
  readonly width: number
  readonly height: number
  readonly seats: readonly Seat[]
}

const widest = 168
/** A face and a name can still be made out on this. */
const narrowest = 68
const upright = 0.9
const gap = 6
/** From a circle to a table with round corners: exponents of a superellipse. On a phone more people fit around a table. */
const shapes = [2, 3, 5, 12] as const
/** How finely the way around is walked, and how often a distance is halved. */
const steps = 180
const halvings = 10

/** A point of the way around the middle, from the top clockwise; turn goes from 0 to 1. */
function point(turn: number, rx: number, ry: number, shape: number): Seat {
  const [sin, cos] = [Math.sin(2 * Math.PI * turn), Math.cos(2 * Math.PI * turn)]
  const bent = (v: number): number => Math.sign(v) * Math.abs(v) ** (2 / shape)
  return { x: rx * bent(sin), y: -ry * bent(cos) }
}

/** How far two seats are apart, in seats: below 1 they touch. */
const apart = (a: Seat, b: Seat, w: number, h: number): number =>
  Math.max(Math.abs(a.x - b.x) / (w + gap), Math.abs(a.y - b.y) / (h + gap))

/** Those points of a way, from its first on, that are that far from the one before and from the first. */
function spaced(way: readonly Seat[], far: number, w: number, h: number): Seat[] {
  const seats = way.slice(0, 1)
  for (const at of way) {
    const [first, last] = [seats[0], seats.at(-1)]
    if (first && last && apart(at, last, w, h) >= far && apart(at, first, w, h) >= far) seats.push(at)
  }
  return seats
}

/** Count seats along a way, as far apart as it allows; undefined when some would touch. */
function along(way: readonly Seat[], count: number, w: number, h: number): Seat[] | undefined {
  let best = spaced(way, 1, w, h)
  if (best.length < count) return undefined
  let [less, more] = [1, 8]
  for (let i = 0; i < halvings; i++) {
    const middle = (less + more) / 2
    const seats = spaced(way, middle, w, h)
    if (seats.length < count) more = middle
    else [less, best] = [middle, seats]
  }
  return best.slice(0, count)
}

/** Count seats at the same angle from each other; undefined when some would touch. */
function circle(rx: number, ry: number, count: number, w: number, h: number, start: number): Seat[] | undefined {
  const seats = Array.from({ length: count }, (_, i) => point(start + i / count, rx, ry, 2))
  const touch = seats.some((seat, i) => seats.slice(i + 1).some((other) => apart(seat, other, w, h) < 1))
  return touch ? undefined : seats
}

/**
 * Seats count people in a circle on a stage, the first one on top and the
 * others clockwise, as large as they can be without touching; two people on a
 * wide stage sit beside each other. Undefined when they would be too small.
 */
export function ring(width: number, height: number, count: number): Ring | undefined {
  const start = count === 2 && width > height ? 0.75 : 0
  for (let w = widest; w >= narrowest; w -= 4) {
    const h = Math.round(w * upright)
    const far = w * (0.9 + count / 5) // on a large stage they still sit together
    const [rx, ry] = [Math.min(far, (width - w) / 2), Math.min(far, (height - h) / 2)]
    if (rx < 0 || ry < 0) continue
    for (const shape of shapes) {
      const way = (): Seat[] => Array.from({ length: steps }, (_, i) => point(i / steps, rx, ry, shape))
      const seats = shape === 2 ? circle(rx, ry, count, w, h, start) : along(way(), count, w, h)
      if (seats) return { width: w, height: h, seats: seats.map((s) => ({ x: width / 2 + s.x, y: height / 2 + s.y })) }
    }
  }
  return undefined
}
