import type { Browser, Sound } from './browser'

interface Playing {
  readonly sound: Sound
  track: MediaStreamTrack
  blocked: boolean
}

/** What the system stopped is started again so much later, and no oftener. */
const againMs = 1_000

/**
 * Plays what the audio slots receive: one element for each, all of the time,
 * so that the server can fill a slot with anybody's voice without the page
 * doing anything. At the door, where nobody is heard, it rests.
 */
export class Playback {
  readonly #browser: Browser
  readonly #blockedChanged: (blocked: boolean) => void
  readonly #unwatch: () => void
  readonly #playing: Playing[] = []
  #blocked = false
  #resting = false
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(browser: Browser, blockedChanged: (blocked: boolean) => void) {
    this.#browser = browser
    this.#blockedChanged = blockedChanged
    this.#unwatch = browser.watch({ pressed: () => this.unblock(), visible: () => this.#resume() })
  }

  /** Plays these tracks from now on, and nothing else. */
  play(tracks: readonly MediaStreamTrack[]): void {
    for (const { sound } of this.#playing.splice(tracks.length)) sound.stop()
    for (const [i, track] of tracks.entries()) {
      const playing = this.#playing[i] ?? { sound: this.#browser.sound(() => this.#stopped()), track, blocked: false }
      this.#playing[i] = playing
      playing.track = track
      void this.#start(playing)
    }
  }

  /**
   * While it rests nothing sounds, and the device spends nothing on it. What is
   * to play is begun nevertheless, and stopped at once: a browser that lets
   * sound begin at the press that led here lets it go on later without one.
   */
  rest(resting: boolean): void {
    if (resting === this.#resting) return
    this.#resting = resting
    for (const playing of this.#playing) {
      if (resting) playing.sound.stop()
      else void this.#start(playing)
    }
  }

  /** Takes every track anew: after a phone call some phones play on without a sound. */
  afresh(): void {
    if (this.#resting) return
    for (const playing of this.#playing) {
      playing.sound.stop()
      void this.#start(playing)
    }
  }

  /** Tries again what the browser held back; it lets sound start while the person presses something. */
  unblock(): void {
    for (const playing of this.#playing) if (playing.blocked) void this.#start(playing)
  }

  /** A phone stops what sounds when a call comes, and does not start it again. */
  #resume(): void {
    for (const playing of this.#playing) {
      if (playing.track.readyState === 'live') void this.#start(playing) // not those of a connection that is gone
    }
  }

  /** A headset that goes, or a call, stopped some of it. */
  #stopped(): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      this.#resume()
    }, againMs)
  }

  /** Silence, at once. */
  stop(): void {
    clearTimeout(this.#again)
    this.#again = undefined
    for (const { sound } of this.#playing.splice(0)) sound.stop()
    this.#tell()
  }

  dispose(): void {
    this.stop()
    this.#unwatch()
  }

  async #start(playing: Playing): Promise<void> {
    try {
      await playing.sound.play(playing.track)
      playing.blocked = false
      if (this.#resting) playing.sound.stop()
    } catch (cause) {
      // AbortError: another track came before this one started, and is started itself.
      if (cause instanceof Error && cause.name === 'NotAllowedError') playing.blocked = true
    }
    this.#tell()
  }

  #tell(): void {
    const blocked = this.#playing.some((p) => p.blocked)
    if (blocked === this.#blocked) return
    this.#blocked = blocked
    this.#blockedChanged(blocked)
  }
}
