/** A track that remembers what was done to it. */
export class FakeTrack {
  readonly kind: 'audio' | 'video'
  readonly height: number | undefined
  enabled = true
  readyState: 'live' | 'ended' = 'live'
  /** The system has taken the device. */
  muted = false
  onended: (() => void) | null = null
  onmute: (() => void) | null = null
  onunmute: (() => void) | null = null

  constructor(kind: 'audio' | 'video', height?: number) {
    this.kind = kind
    this.height = height
  }

  getSettings(): MediaTrackSettings {
    return this.height === undefined ? {} : { height: this.height }
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** The device is pulled out. */
  unplug(): void {
    this.readyState = 'ended'
    this.onended?.()
  }

  /** A phone call comes, or ends. */
  interrupt(muted: boolean): void {
    this.muted = muted
    if (muted) this.onmute?.()
    else this.onunmute?.()
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack
  }
}
