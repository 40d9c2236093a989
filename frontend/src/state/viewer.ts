import type { Tile } from '../generated/protocol'

type Shown = Omit<Tile, 'width' | 'height'>

/** A resize or a new page of tiles settles before the server is told. */
const settleMs = 120

/**
 * Watches which pictures are on the page and how large, and reports that. What
 * has no size (hidden, or in a hidden tab) is not shown.
 */
export class Viewer {
  readonly #report: (tiles: readonly Tile[]) => void
  readonly #shown = new Map<Element, Shown>()
  readonly #sizes: ResizeObserver
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = ''

  constructor(report: (tiles: readonly Tile[]) => void) {
    this.#report = report
    this.#sizes = new ResizeObserver(() => this.#soon())
    document.addEventListener('visibilitychange', this.#soon)
  }

  /** Watches an element that shows a picture; returns the remover. */
  watch(element: Element, shown: Shown): () => void {
    this.#shown.set(element, shown)
    this.#sizes.observe(element)
    this.#soon()
    return () => {
      this.#shown.delete(element)
      this.#sizes.unobserve(element)
      this.#soon()
    }
  }

  readonly #soon = (): void => {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(), settleMs)
  }

  #tell(): void {
    const tiles = document.hidden ? [] : [...this.#shown].flatMap(([element, shown]) => sized(element, shown))
    const said = JSON.stringify(tiles)
    if (said === this.#last) return
    this.#last = said
    this.#report(tiles)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#sizes.disconnect()
    document.removeEventListener('visibilitychange', this.#soon)
  }
}

function sized(element: Element, shown: Shown): Tile[] {
  const { width, height } = element.getBoundingClientRect()
  if (width < 1 || height < 1) return []
  const pixels = (length: number): number => Math.round(length * devicePixelRatio)
  return [{ ...shown, width: pixels(width), height: pixels(height) }]
}
