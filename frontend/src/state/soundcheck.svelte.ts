import type { Capture } from '../call/capture'
import { DeviceFault, type Devices, type DeviceTrouble } from '../call/devices'

const troubleOf = (cause: unknown): DeviceTrouble => (cause instanceof DeviceFault ? cause.trouble : 'failed')

/** A voice counts as heard above this level, 0 to 1. */
const heardAbove = 0.4
const echoSeconds = 0.8

/**
 * A private test of the microphone: nothing leaves the page. Level moves while
 * it runs; the echo plays the person's own voice back to them a little later.
 */
export class SoundCheck {
  running = $state(false)
  level = $state(0)
  heard = $state(false)
  echoing = $state(false)
  trouble = $state<DeviceTrouble>()
  readonly #devices: Devices
  #attempt = 0
  #track: MediaStreamTrack | undefined
  #context: AudioContext | undefined
  #echo: GainNode | undefined
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(devices: Devices) {
    this.#devices = devices
  }

  async start(): Promise<void> {
    this.trouble = undefined
    const attempt = ++this.#attempt
    try {
      const track = await this.#devices.microphone()
      if (attempt !== this.#attempt) return track.stop() // the person went on while the browser asked
      this.#track = track
      track.onmute = () => this.#taken('in_use')
      track.onended = () => this.#taken('failed')
      this.#measure(new MediaStream([track]))
      this.running = true
    } catch (cause) {
      this.trouble = troubleOf(cause)
    }
  }

  #measure(stream: MediaStream): void {
    const context = new AudioContext()
    context.onstatechange = () => {
      // Phones interrupt it for a call, and some do not go on by themselves.
      if (context.state !== 'running' && context.state !== 'closed') void context.resume().catch(() => {})
    }
    const source = context.createMediaStreamSource(stream)
    const analyser = new AnalyserNode(context, { fftSize: 1024 })
    const delay = new DelayNode(context, { delayTime: echoSeconds, maxDelayTime: echoSeconds })
    const echo = new GainNode(context, { gain: 0 })
    source.connect(analyser)
    source.connect(delay).connect(echo).connect(context.destination)
    const samples = new Float32Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, s) => sum + s * s, 0) / samples.length
      // From -60 dB to 0 dB, as ears count.
      const level = Math.min(1, Math.max(0, 1 + Math.log10(power + 1e-12) / 6))
      this.level = Math.max(level, this.level * 0.8)
      this.heard ||= level > heardAbove
    }, 60)
    this.#context = context
    this.#echo = echo
  }

  /** A phone call or another app has the microphone now, or it is gone. */
  #taken(trouble: DeviceTrouble): void {
    this.stop()
    this.trouble = trouble
  }

  toggleEcho(): void {
    this.echoing = !this.echoing
    if (this.#echo) this.#echo.gain.value = this.echoing ? 1 : 0
  }

  stop(): void {
    this.#attempt++
    clearInterval(this.#timer)
    this.#track?.stop()
    void this.#context?.close()
    this.#track = this.#context = this.#echo = undefined
    this.running = this.heard = this.echoing = false
    this.level = 0
  }
}

/** A private look at one's own picture: nothing leaves the page. */
export class PictureCheck {
  stream = $state.raw<MediaStream>()
  starting = $state(false)
  trouble = $state<DeviceTrouble>()
  readonly #devices: Devices
  #attempt = 0
  #capture: Capture | undefined
  #unwanted = new AbortController()

  constructor(devices: Devices) {
    this.#devices = devices
  }

  async start(): Promise<void> {
    this.trouble = undefined
    const attempt = ++this.#attempt
    this.starting = true
    this.#unwanted = new AbortController()
    try {
      const capture = await this.#devices.camera(this.#unwanted.signal)
      if (attempt !== this.#attempt) return capture.stop()
      this.#capture = capture
      this.stream = new MediaStream([capture.track])
      void capture.broken?.then((trouble) => this.#broke(attempt, trouble))
    } catch (cause) {
      if (attempt === this.#attempt) this.trouble = troubleOf(cause)
    } finally {
      if (attempt === this.#attempt) this.starting = false
    }
  }

  /** Starts anew, if it runs or is about to: what the picture is to look like has changed. */
  async restart(): Promise<void> {
    const on = this.starting || this.stream !== undefined
    this.stop()
    this.trouble = undefined
    if (on) await this.start()
  }

  stop(): void {
    this.#attempt++
    this.#unwanted.abort()
    this.starting = false
    this.#capture?.stop()
    this.#capture = undefined
    this.stream = undefined
  }

  #broke(attempt: number, trouble: DeviceTrouble): void {
    if (attempt !== this.#attempt) return
    this.stop()
    this.trouble = trouble
  }
}
