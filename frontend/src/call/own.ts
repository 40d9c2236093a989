import type { Source, SourceState } from '../generated/protocol'
import type { Capture } from './capture'
import { DeviceFault, type DeviceTrouble } from './devices'
import type { OwnSource } from './state'

export interface OwnHandlers {
  /** Starts the device, unless the signal says that it is not wanted any more; rejects with a DeviceFault. */
  readonly capture: (signal?: AbortSignal) => Promise<Capture>
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
  #capture: Capture | undefined
  /** A start that takes its time. */
  #starting: AbortController | undefined
  #trouble: DeviceTrouble | undefined
  #settling: Promise<void> | undefined
  #recovering = false

  constructor(source: Source, on: OwnHandlers) {
    this.#source = source
    this.#on = on
  }

  get state(): OwnSource {
    const track = this.#capture?.track
    const sending = track?.enabled === true
    return {
      state: this.#server === 'on' && !sending ? 'off' : this.#server,
      busy: this.#settling !== undefined,
      ...(this.#trouble ? { trouble: this.#trouble } : {}),
      ...(sending && this.#capture?.device.muted ? { interrupted: true } : {}),
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
    this.#quiet()
    await this.#settling?.catch(() => {})
    if (!this.#capture || !this.#wanted) return
    this.#letGo()
    await this.set(true)
  }

  /**
   * Takes the device back that the system has taken away, if it lets go of it
   * by now. State tells those who asked for it why it does not.
   */
  async recover(asked = false): Promise<void> {
    const before = this.#capture
    if (!before?.track.enabled || !before.device.muted || this.#settling || this.#recovering) return
    this.#recovering = true
    this.#trouble = undefined
    const starting = this.#begin()
    try {
      await this.#replace(before, await this.#on.capture(starting))
    } catch (failure) {
      if (asked && !starting.aborted && failure instanceof DeviceFault) this.#trouble = failure.trouble
    } finally {
      this.#recovering = false
      this.#on.changed()
    }
  }

  async #replace(before: Capture, capture: Capture): Promise<void> {
    if (this.#capture !== before || !before.track.enabled) {
      capture.stop() // turned off, or taken back, meanwhile
      return
    }
    this.#letGo()
    this.#take(capture)
    await this.#on.send(capture.track).catch(() => {})
    if (!capture.device.muted) this.#on.recovered()
  }

  /** Stops the device and takes it off the connection. */
  release(): void {
    this.#wanted = false
    this.#starting?.abort()
    if (!this.#capture) return
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
      if (!track || !this.#wanted) return
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
    else if (this.#capture) {
      this.#letGo()
      await this.#on.send(null)
    }
    if (this.#server === 'on') await this.#on.publish(false)
  }

  /** Undefined when it is not wanted any more. */
  async #running(): Promise<MediaStreamTrack | undefined> {
    const before = this.#capture
    if (before?.device.readyState === 'live' && !before.device.muted) return before.track
    do {
      const starting = this.#begin()
      try {
        const capture = await this.#on.capture(starting)
        this.#letGo() // the system took it while it was off, and may never give it back
        this.#take(capture)
        if (before?.device.muted) this.#on.recovered()
        return capture.track
      } catch (fault) {
        if (!starting.aborted) throw fault
      }
    } while (this.#wanted) // pressed off and on again meanwhile
    return undefined
  }

  /** The signal for a start that begins now. */
  #begin(): AbortSignal {
    this.#starting = new AbortController()
    return this.#starting.signal
  }

  #take(capture: Capture): void {
    const { device, broken } = capture
    this.#starting = undefined
    device.onended = () => void this.#ended()
    device.onmute = this.#on.changed
    device.onunmute = () => {
      this.#on.changed()
      this.#on.recovered()
    }
    this.#capture = capture
    void broken?.then((trouble) => {
      if (this.#capture === capture) this.#broke(trouble)
    })
  }

  /** The device is gone: another one may do. A screen ends by the browser's own button. */
  async #ended(): Promise<void> {
    this.#letGo()
    const again = this.#wanted && this.#source !== 'screen'
    await this.set(again).catch(() => {})
  }

  /** What others may get can't be made any more, so they get nothing. */
  #broke(trouble: DeviceTrouble): void {
    this.#letGo()
    void this.#on.send(null).catch(() => {})
    const off = this.set(false)
    this.#trouble = trouble
    void off.catch(() => {}).then(this.#on.changed)
  }

  #quiet(): void {
    this.#starting?.abort()
    if (this.#capture) this.#capture.track.enabled = false
  }

  #letGo(): void {
    const capture = this.#capture
    this.#capture = undefined
    if (!capture) return
    const { device } = capture
    device.onended = null
    device.onmute = null
    device.onunmute = null
    capture.track.enabled = false
    capture.stop()
  }
}
