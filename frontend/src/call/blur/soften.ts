/** Surer than this that it is a person: sharp. Less than this: blurred. Between them one goes over into the other. */
const surelyPerson = 0.75
const surelyNot = 0.45
/** How much of a pixel's likelihood is that of the picture before, so that edges do not flicker. */
const inertia = 0.3

/** So many pixels of the small picture, each way, become one of the backdrop. */
export const coarseness = 4
/** The backdrop's pixels on each side that a pass of blurring mixes, and how many passes there are. */
const reach = 2
const passes = 3

/**
 * Turns likelihoods into the opacity of the sharp picture, in the fourth bytes
 * of mask; steady holds the likelihoods from one picture to the next.
 */
export function cutOut(likely: Float32Array, steady: Float32Array, mask: Uint8ClampedArray): void {
  for (let i = 0; i < steady.length; i++) {
    const now = (likely[i] ?? 0) * (1 - inertia) + (steady[i] ?? 0) * inertia
    steady[i] = now
    const share = Math.min(1, Math.max(0, (now - surelyNot) / (surelyPerson - surelyNot)))
    mask[4 * i + 3] = 255 * share * share * (3 - 2 * share)
  }
}

/**
 * What is behind a person, made of so few pixels that no writing and no face is
 * left in it. The person's own pixels are kept out of it, or they would glow
 * around their edges.
 */
export class Backdrop {
  readonly width: number
  readonly height: number
  /** Red, green, blue and 255, row by row; overwritten each time. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>
  readonly #wide: number
  /** Three colours and how much of the background each pixel holds. */
  #sums: Float32Array
  #spare: Float32Array

  /** For pictures of so many pixels; multiples of coarseness. */
  constructor(width: number, height: number) {
    this.#wide = width
    this.width = width / coarseness
    this.height = height / coarseness
    this.pixels = new Uint8ClampedArray(4 * this.width * this.height)
    this.#sums = new Float32Array(this.pixels.length)
    this.#spare = new Float32Array(this.pixels.length)
  }

  /** Takes a picture, and the mask that cutOut made for it. */
  paint(picture: Uint8ClampedArray, mask: Uint8ClampedArray): void {
    this.#gather(picture, mask)
    for (let pass = 0; pass < passes; pass++) {
      blurRows(this.#sums, this.#spare, this.width, this.height)
      blurRows(this.#spare, this.#sums, this.height, this.width)
    }
    for (let i = 0; i < this.pixels.length; i += 4) {
      const weight = this.#sums[i + 3] || 1
      for (let c = 0; c < 3; c++) this.pixels[i + c] = (this.#sums[i + c] ?? 0) / weight
      this.pixels[i + 3] = 255
    }
  }

  #gather(picture: Uint8ClampedArray, mask: Uint8ClampedArray): void {
    this.#sums.fill(0)
    for (let at = 0; at < mask.length; at += 4) {
      const pixel = at / 4
      const row = Math.floor(Math.floor(pixel / this.#wide) / coarseness)
      const to = 4 * (row * this.width + Math.floor((pixel % this.#wide) / coarseness))
      // Never quite nothing: where somebody fills the picture there has to be a colour too.
      const weight = 256 - (mask[at + 3] ?? 0)
      for (let c = 0; c < 3; c++) this.#sums[to + c] = (this.#sums[to + c] ?? 0) + weight * (picture[at + c] ?? 0)
      this.#sums[to + 3] = (this.#sums[to + 3] ?? 0) + weight
    }
  }
}

/** Mixes each pixel with those beside it in its row, and writes rows as columns: done twice, it is a square. */
function blurRows(from: Float32Array, to: Float32Array, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    for (let c = 0; c < 4; c++) {
      const pixel = (x: number): number => from[4 * (y * width + Math.min(width - 1, Math.max(0, x))) + c] ?? 0
      let sum = 0
      for (let x = -reach; x <= reach; x++) sum += pixel(x)
      for (let x = 0; x < width; x++) {
        to[4 * (x * height + y) + c] = sum
        sum += pixel(x + reach + 1) - pixel(x - reach)
      }
    }
  }
}
