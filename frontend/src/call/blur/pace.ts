/** A picture that takes longer is not worth looking at: fewer than five of them come in a second. */
const tooLongMs = 200
/** So long it has to be too slow before it counts: another program may be busy for a moment. */
const patienceMs = 10_000
/** Before anything is sent, so many runs tell how fast this device is; the first ones warm it up. */
export const trialRuns = 6

/** Decides whether a device is fast enough to blur. Times are in ms. */
export class Pace {
  #slowSince: number | undefined
  #usual = 0

  /** Whether it can't be done on this device, by what each trial took. */
  static tooSlow(trials: readonly number[]): boolean {
    return Math.min(...trials) > tooLongMs / 2
  }

  /** Takes how long a picture took, and when it was done. True: it has been too slow for too long. */
  took(ms: number, now: number): boolean {
    this.#usual += (ms - this.#usual) / 8
    if (this.#usual <= tooLongMs) {
      this.#slowSince = undefined
      return false
    }
    this.#slowSince ??= now
    return now - this.#slowSince >= patienceMs
  }
}
