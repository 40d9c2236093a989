/** How much is left out so that this device keeps up: 0 nothing, 1 small pictures and few, 2 one picture, 3 none. */
export type Strain = 0 | 1 | 2 | 3

/** What was received and shown, and how long the page was held up, since the connection began. */
export interface Load {
  readonly decoded: number
  readonly dropped: number
  /** Of tasks that held the page up, in ms. */
  readonly heldUpMs: number
}

/** Shares from which a device does not keep up: of frames that were dropped, of time in which the page was held up. */
const tooManyDropped = 0.25
const tooLongHeldUp = 0.4
/** Fewer frames than this say nothing. */
const few = 15
/** So many looks in a row have to agree before less is shown. */
const looksToAgree = 3
/** How long all has to go well before more is tried again; each time that fails it takes twice as long. */
const calmMs = 30_000
const longestCalmMs = 8 * 60_000
/** More that was tried and is too much within this time has failed. */
const trialMs = 30_000

/** Decides by what a device drops how much is shown on it. Sound comes first, and is never left out. */
export class Keeping {
  #before: (Load & { readonly ms: number }) | undefined
  #strain: Strain = 0
  #bad = 0
  #calmSince: number | undefined
  #calm = calmMs
  #triedAt: number | undefined

  get strain(): Strain {
    return this.#strain
  }

  /** Takes the counts, and the time in ms; returns how much to leave out. */
  judge(now: Load, ms: number): Strain {
    const before = this.#before
    this.#before = { ...now, ms }
    if (!before || now.decoded < before.decoded || ms <= before.ms) return this.#strain // the first look, or a new connection
    const dropped = now.dropped - before.dropped
    const all = now.decoded - before.decoded + dropped
    const heldUp = (now.heldUpMs - before.heldUpMs) / (ms - before.ms)
    const bad = (all >= few && dropped / all > tooManyDropped) || heldUp > tooLongHeldUp
    if (bad) this.#worse(ms)
    else this.#better(ms)
    return this.#strain
  }

  #worse(ms: number): void {
    this.#calmSince = undefined
    if (++this.#bad < looksToAgree || this.#strain === 3) return
    if (this.#triedAt !== undefined && ms - this.#triedAt < trialMs)
      this.#calm = Math.min(2 * this.#calm, longestCalmMs)
    this.#triedAt = undefined
    this.#bad = 0
    this.#strain = (this.#strain + 1) as Strain
  }

  #better(ms: number): void {
    this.#bad = 0
    this.#calmSince ??= ms
    if (this.#strain === 0 || ms - this.#calmSince < this.#calm) return
    this.#strain = (this.#strain - 1) as Strain
    this.#calmSince = ms
    this.#triedAt = ms
  }
}

/** What a connection's statistics say of bytes and frames. */
export interface Traffic {
  readonly bytes: number
  readonly decoded: number
  readonly dropped: number
}

/** As much of the reports as we read; browsers leave parts of them out. */
interface Reported {
  readonly type: string
  readonly kind?: string
  readonly bytesReceived?: number
  readonly bytesSent?: number
  readonly framesDecoded?: number
  readonly framesDropped?: number
}

/** Adds up the statistics of one connection. Firefox has no transport: there the streams are counted. */
export function trafficOf(stats: RTCStatsReport): Traffic {
  let [transport, streams, decoded, dropped] = [0, 0, 0, 0]
  for (const report of stats.values() as Iterable<Reported>) {
    const bytes = (report.bytesReceived ?? 0) + (report.bytesSent ?? 0)
    if (report.type === 'transport') transport += bytes
    else if (report.type === 'inbound-rtp' || report.type === 'outbound-rtp') {
      streams += bytes
      decoded += report.framesDecoded ?? 0
      dropped += report.framesDropped ?? 0
    }
  }
  return { bytes: transport || streams, decoded, dropped }
}
