/** Bursts within this time become one sentence. */
const mergeMs = 900

/**
 * One polite voice for screen readers: a sentence for each event, one for a
 * whole burst of the same kind, never two at once.
 */
export class Announcer {
  /** What the live region says now. */
  text = $state('')
  readonly #waiting = new Map<string, { count: number; one: string; many: (count: number) => string }>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Says one, or, when several of a kind come together, many(how many). */
  say(kind: string, one: string, many: (count: number) => string = () => one): void {
    const count = (this.#waiting.get(kind)?.count ?? 0) + 1
    this.#waiting.set(kind, { count, one, many })
    this.#timer ??= setTimeout(() => this.#speak(), mergeMs)
  }

  #speak(): void {
    this.#timer = undefined
    const sentences = [...this.#waiting.values()].map((w) => (w.count === 1 ? w.one : w.many(w.count)))
    this.#waiting.clear()
    const text = sentences.join(' ')
    // The same sentence again has to differ, or it is not read again.
    this.text = text === this.text ? `${text}\u00a0` : text
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
