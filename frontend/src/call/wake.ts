import type { Browser } from './browser'

/** Something that keeps the screen on until it is released. */
export interface Awake {
  release(): Promise<void>
}

/**
 * Keeps the screen of a phone on while somebody waits or listens: a phone that
 * sleeps takes the meeting with it. Browsers let go whenever the page is out of
 * sight, so it is asked for again whenever it is back. What a browser refuses,
 * as it does on a low battery, is left.
 */
export class Wake {
  readonly #browser: Browser
  readonly #unwatch: () => void
  #wanted = false
  #held: Awake | undefined
  #asking = false

  constructor(browser: Browser) {
    this.#browser = browser
    this.#unwatch = browser.watch({ visible: () => this.#again() })
  }

  keep(wanted: boolean): void {
    if (wanted === this.#wanted) return
    this.#wanted = wanted
    if (wanted) void this.#ask()
    else this.#letGo()
  }

  dispose(): void {
    this.keep(false)
    this.#unwatch()
  }

  #again(): void {
    if (!this.#wanted) return
    this.#held = undefined // the browser has let go of it
    void this.#ask()
  }

  async #ask(): Promise<void> {
    if (this.#held || this.#asking) return
    this.#asking = true
    const held = await this.#browser.keepAwake().catch(() => undefined)
    this.#asking = false
    this.#held = held
    if (!this.#wanted) this.#letGo()
  }

  #letGo(): void {
    const held = this.#held
    this.#held = undefined
    void held?.release().catch(() => {})
  }
}
