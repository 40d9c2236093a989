/** A track that remembers what was done to it. */
export class FakeTrack {
  readonly kind: 'audio' | 'video'
  readonly height: number | undefined
  enabled = true
  readyState: 'live' | 'ended' = 'live'
  onended: (() => void) | null = null

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

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack
  }
}
