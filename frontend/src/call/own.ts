import type { Source, SourceState } from '../generated/protocol'
import { DeviceFault, type DeviceTrouble } from './devices'
import type { OwnSource } from './state'

export interface OwnHandlers {
  /** Starts the device; rejects with a DeviceFault. */
  readonly capture: () => Promise<MediaStreamTrack>
  /** Puts a track on the connection, or takes it off. */
  readonly send: (track: MediaStreamTrack | null) => Promise<void>
  /** Tells the server; rejects with a Refusal. */
  readonly publish: (on: boolean) => Promise<void>
  readonly changed: () => void
  /** The system took the device, and it works again. */
  readonly recovered: () => void
}

/**
 * One's own microphone, camera or screen, between three wills: what the person
 * pressed, what the device does, and what the server lets through. Off is off
 * at once on this side, whatever the network does. Nothing but a press turns
 * anything on.
 */
export class Own {
  readonly #source: Source
  readonly #on: OwnHandlers
  #wanted = false
  #server: SourceState = 'off'
  #track: MediaStreamTrack | undefined
  #trouble: DeviceTrouble | undefined
  #settling: Promise<void> | undefined
  #recovering = false

  constructor(source: Source, on: OwnHandlers) {
    this.#source = source
    this.#on = on
  }

  get state(): OwnSource {
    const track = this.#track
    const sending = track?.enabled === true
    return {
      state: this.#server === 'on' && !sending ? 'off' : this.#server,
      busy: this.#settling !== undefined,
      ...(this.#trouble ? { trouble: this.#trouble } : {}),
      ...(sending && track.muted ? { interrupted: true } : {}),
      ...(track ? { track } : {}),
    }
  }

  /** Turns it on or off. Rejects with a Refusal; trouble with the device is told by state. */
  set(on: boolean): Promise<void> {
    this.#wanted = on
    this.#trouble = undefined
    if (!on) this.#quiet()
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = undefined
      this.#on.changed()
    })
    this.#on.changed()
    return this.#settling
  }

  /** What the server lets through of it from now on. */
  serverHas(state: SourceState): void {
    const before = this.#server
    this.#server = state
    if (state === 'stopped') {
      this.#wanted = false
      this.release()
    } else if (!this.#settling) {
      if (state === 'off' && before === 'on') this.release()
      if (state === 'on' && !this.#wanted) void this.set(false).catch(() => {})
    }
  }

  /** Starts the device anew, after another one was chosen, if it is running. */
  async restart(): Promise<void> {
    await this.#settling?.catch(() => {})
    if (!this.#track || !this.#wanted) return
    this.#letGo()
    await this.set(true)
  }

  /**
   * Takes the device back that the system has taken away, if it lets go of it
   * by now. State tells those who asked for it why it does not.
   */
  async recover(asked = false): Promise<void> {
    const before = this.#track
    if (!before?.enabled || !before.muted || this.#settling || this.#recovering) return
    this.#recovering = true
    this.#trouble = undefined
    try {
      await this.#replace(before, await this.#on.capture())
    } catch (failure) {
      if (asked && failure instanceof DeviceFault) this.#trouble = failure.trouble
    } finally {
      this.#recovering = false
      this.#on.changed()
    }
  }

  async #replace(before: MediaStreamTrack, track: MediaStreamTrack): Promise<void> {
    if (this.#track !== before || !before.enabled) {
      track.stop() // turned off, or taken back, meanwhile
      return
    }
    this.#letGo()
    this.#take(track)
    await this.#on.send(track).catch(() => {})
    if (!track.muted) this.#on.recovered()
  }

  /** Stops the device and takes it off the connection. */
  release(): void {
    this.#wanted = false
    if (!this.#track) return
    this.#letGo()
    void this.#on.send(null).catch(() => {})
    this.#on.changed()
  }

  async #settle(): Promise<void> {
    let on: boolean
    do {
      on = this.#wanted
      await (on ? this.#turnOn() : this.#turnOff())
    } while (on !== this.#wanted)
  }

  async #turnOn(): Promise<void> {
    try {
      if (this.#server === 'stopped') await this.#on.publish(true) // refused, with the words for it
      const track = await this.#running()
      if (!this.#wanted) return
      track.enabled = true
      await this.#on.send(track)
      if (this.#wanted && this.#server !== 'on') await this.#on.publish(true)
    } catch (failure) {
      this.release()
      if (!(failure instanceof DeviceFault)) throw failure
      this.#trouble = failure.trouble
    }
  }

  async #turnOff(): Promise<void> {
    // A microphone only pauses, so that it is there at once when it is the person's turn. A camera's light goes out.
    if (this.#source === 'microphone' && this.#server !== 'stopped') this.#quiet()
    else if (this.#track) {
      this.#letGo()
      await this.#on.send(null)
    }
    if (this.#server === 'on') await this.#on.publish(false)
  }

  async #running(): Promise<MediaStreamTrack> {
    const before = this.#track
    if (before?.readyState === 'live' && !before.muted) return before
    const track = await this.#on.capture()
    this.#letGo() // the system took it while it was off, and may never give it back
    this.#take(track)
    if (before?.muted) this.#on.recovered()
    return track
  }

  #take(track: MediaStreamTrack): void {
    track.onended = () => void this.#ended()
    track.onmute = this.#on.changed
    track.onunmute = () => {
      this.#on.changed()
      this.#on.recovered()
    }
    this.#track = track
  }

  /** The device is gone: another one may do. A screen ends by the browser's own button. */
  async #ended(): Promise<void> {
    this.#letGo()
    const again = this.#wanted && this.#source !== 'screen'
    await this.set(again).catch(() => {})
  }

  #quiet(): void {
    if (this.#track) this.#track.enabled = false
  }

  #letGo(): void {
    const track = this.#track
    this.#track = undefined
    if (!track) return
    track.onended = null
    track.onmute = null
    track.onunmute = null
    track.enabled = false
    track.stop()
  }
}
