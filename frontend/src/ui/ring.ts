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
const narrowest = 76
const upright = 0.86
const gap = 6

function meet(a: Seat, b: Seat, width: number, height: number): boolean {
  return Math.abs(a.x - b.x) < width + gap && Math.abs(a.y - b.y) < height + gap
}

function around(count: number, rx: number, ry: number, width: number, height: number): Seat[] {
  return Array.from({ length: count }, (_, i) => {
    const turn = (2 * Math.PI * i) / count
    return { x: width / 2 + rx * Math.sin(turn), y: height / 2 - ry * Math.cos(turn) }
  })
}

/**
 * Seats count people in a circle on a stage, the first one on top and the
 * others clockwise, as large as they can be without touching. Undefined when
 * they would be too small.
 */
export function ring(width: number, height: number, count: number): Ring | undefined {
  for (let w = widest; w >= narrowest; w -= 4) {
    const h = Math.round(w * upright)
    const far = w * (0.9 + count / 5) // on a large stage they still sit together
    const [rx, ry] = [Math.min(far, (width - w) / 2), Math.min(far, (height - h) / 2)]
    if (rx < 0 || ry < 0) continue
    const seats = around(count, rx, ry, width, height)
    const touches = seats.some((seat, i) => seats.slice(i + 1).some((other) => meet(seat, other, w, h)))
    if (!touches) return { width: w, height: h, seats }
  }
  return undefined
}
