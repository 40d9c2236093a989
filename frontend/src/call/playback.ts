import type { Browser } from './browser'

/**
 * Plays what the audio slots receive: one element for each, all of the time,
 * so that the server can fill a slot with anybody's voice without the page
 * doing anything. The elements need not be in the document.
 */
export class Playback {
  readonly #browser: Browser
  readonly #blockedChanged: (blocked: boolean) => void
  readonly #unwatch: () => void
  readonly #elements: HTMLAudioElement[] = []
  #blocked = false

  constructor(browser: Browser, blockedChanged: (blocked: boolean) => void) {
    this.#browser = browser
    this.#blockedChanged = blockedChanged
    this.#unwatch = browser.watch({ pressed: () => this.unblock() })
  }

  /** Plays these tracks from now on, and nothing else. */
  play(tracks: readonly MediaStreamTrack[]): void {
    for (const [i, track] of tracks.entries()) {
      const element = this.#elements[i] ?? this.#browser.audio()
      this.#elements[i] = element
      if (playing(element) === track) continue
      element.srcObject = new MediaStream([track])
      void this.#start(element)
    }
    for (const element of this.#elements.splice(tracks.length)) silence(element)
  }

  /** Tries again what the browser held back; it lets sound start while the person presses something. */
  unblock(): void {
    if (!this.#blocked) return
    this.#say(false)
    for (const element of this.#elements) if (element.paused) void this.#start(element)
  }

  /** Silence, at once. */
  stop(): void {
    for (const element of this.#elements.splice(0)) silence(element)
    this.#say(false)
  }

  dispose(): void {
    this.stop()
    this.#unwatch()
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play()
    } catch (cause) {
      // AbortError: another track came before this one started, and is started itself.
      if (cause instanceof Error && cause.name === 'NotAllowedError') this.#say(true)
    }
  }

  #say(blocked: boolean): void {
    if (blocked === this.#blocked) return
    this.#blocked = blocked
    this.#blockedChanged(blocked)
  }
}

function playing(element: HTMLAudioElement): MediaStreamTrack | undefined {
  return element.srcObject instanceof MediaStream ? element.srcObject.getTracks()[0] : undefined
}

function silence(element: HTMLAudioElement): void {
  element.pause()
  element.srcObject = null
}
