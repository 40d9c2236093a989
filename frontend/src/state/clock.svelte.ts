/**
 * The server's clock, for what a page says about time: minutes to the start,
 * time left. It moves in steps of a second only while somebody reads it.
 */
class Clock {
  #ahead = $state(0) // ms of the server's clock before ours
  #own = $state(Date.now())

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const timer = setInterval(() => {
          this.#own = Date.now()
        }, 1000)
        return () => clearInterval(timer)
      })
    })
  }

  /** Sets the clock by what the server said just now. */
  set(serverNow: string): void {
    this.#own = Date.now()
    this.#ahead = new Date(serverNow).getTime() - this.#own
  }

  /** Sets the clock by how far the server's is ahead, in ms. */
  setAhead(ms: number): void {
    this.#ahead = ms
  }

  /** In ms of the day, exactly; for reckoning rather than for showing. */
  get exact(): number {
    return Date.now() + this.#ahead
  }

  get now(): Date {
    return new Date(this.#own + this.#ahead)
  }
}

export const serverClock = new Clock()
