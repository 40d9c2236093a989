/** The simulcast layers of a camera, lowest first, for a picture of 960x540 and more. */
export const cameraLayers: readonly RTCRtpEncodingParameters[] = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 120_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 400_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
]

/** A screen goes out once; text wants sharpness rather than motion. */
export const screenLayers: readonly RTCRtpEncodingParameters[] = [{ maxBitrate: 1_500_000 }]

/** Below this height Chromium leaves out the top of three layers, so we send two, the upper one whole. */
const threeLayersFrom = 540

/** What of a camera or screen is to be encoded. */
export interface Wanted {
  /** By rid; undefined for all. */
  readonly rids: readonly string[] | undefined
  /** Of the captured picture, in pixels; undefined while nothing is captured. */
  readonly height: number | undefined
}

/** The encodings as they should be, in the order of those there are. */
export function encodingsFor(
  present: readonly RTCRtpEncodingParameters[],
  { rids, height }: Wanted,
): RTCRtpEncodingParameters[] {
  if (present.length === 1) return present.map((e) => ({ ...e, active: rids === undefined || rids.length > 0 }))
  const small = height !== undefined && height < threeLayersFrom
  const wants = (rid: string): boolean => rids === undefined || rids.includes(rid)
  return present.map((e) => {
    const usual = cameraLayers.find((l) => l.rid === e.rid)?.scaleResolutionDownBy ?? 1
    const rid = e.rid ?? ''
    if (!small) return { ...e, scaleResolutionDownBy: usual, active: wants(rid) }
    const active = rid === 'f' ? false : wants(rid) || (rid === 'h' && wants('f'))
    return { ...e, scaleResolutionDownBy: Math.max(1, usual / 2), active }
  })
}

/** Whether two lists ask the same of an encoder. */
export function sameEncodings(a: readonly RTCRtpEncodingParameters[], b: readonly RTCRtpEncodingParameters[]): boolean {
  return a.every(
    (e, i) =>
      (e.active ?? true) === (b[i]?.active ?? true) &&
      (e.scaleResolutionDownBy ?? 1) === (b[i]?.scaleResolutionDownBy ?? 1),
  )
}

/**
 * Keeps one sender at the layers that somebody watches. The server tells of a
 * layer to stop only when nobody has watched it for a while, since resuming
 * one makes a key frame on every layer. Never are two setParameters on their
 * way: in both Chromium and Firefox the second one breaks.
 */
export class Layers {
  readonly #sender: RTCRtpSender
  #wanted: readonly string[] | undefined
  #height: number | undefined
  #busy = false
  #stale = false
  #closed = false

  constructor(sender: RTCRtpSender) {
    this.#sender = sender
  }

  /** The layers that are watched, by rid. */
  want(rids: readonly string[]): void {
    this.#wanted = rids
    void this.#apply()
  }

  /** The height of the picture that is sent; undefined for none. */
  captured(height: number | undefined): void {
    this.#height = height
    void this.#apply()
  }

  close(): void {
    this.#closed = true
  }

  async #apply(): Promise<void> {
    this.#stale = true
    if (this.#busy) return
    this.#busy = true
    while (this.#stale && !this.#closed) {
      this.#stale = false
      const parameters = this.#sender.getParameters()
      const encodings = encodingsFor(parameters.encodings, { rids: this.#wanted, height: this.#height })
      if (sameEncodings(parameters.encodings, encodings)) continue
      // A browser that refuses goes on sending what it sent, which costs bandwidth and nothing else.
      await this.#sender.setParameters({ ...parameters, encodings }).catch(() => {})
    }
    this.#busy = false
  }
}
