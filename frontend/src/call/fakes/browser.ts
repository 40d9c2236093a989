import type { Browser, Happenings, Moment, Sound } from '../browser'
import type { Blur } from '../capture'
import { type CaptureAPI, DeviceFault, type DeviceTrouble } from '../devices'
import type { Awake } from '../wake'
import { FakeConnection } from './connection'
import { FakeSocket } from './socket'
import { FakeTrack } from './track'

/** Microphones and cameras, and what goes wrong with them. */
export class FakeCapture {
  /** What was asked for, in order. */
  readonly asked: string[] = []
  readonly wanted: (MediaStreamConstraints | undefined)[] = []
  readonly tracks: FakeTrack[] = []
  /** What the next request fails with. */
  failure: Error | undefined
  /** Ids of devices that are gone. */
  readonly gone = new Set<string>()
  height = 540
  #changed: (() => void) | undefined

  readonly getUserMedia = async (wanted?: MediaStreamConstraints): Promise<MediaStream> =>
    this.#give(wanted?.audio ? 'microphone' : 'camera', wanted)

  readonly getDisplayMedia = async (): Promise<MediaStream> => this.#give('screen')

  readonly enumerateDevices = async (): Promise<MediaDeviceInfo[]> =>
    [
      { deviceId: 'mic-1', kind: 'audioinput', label: 'Desk microphone' },
      { deviceId: 'cam-1', kind: 'videoinput', label: '' },
    ] as MediaDeviceInfo[]

  readonly addEventListener = ((_: string, run: () => void) => {
    this.#changed = run
  }) as NonNullable<CaptureAPI['addEventListener']>

  readonly removeEventListener = (() => {
    this.#changed = undefined
  }) as NonNullable<CaptureAPI['removeEventListener']>

  /** A device is plugged in or out. */
  change(): void {
    this.#changed?.()
  }

  #give(source: 'microphone' | 'camera' | 'screen', wanted?: MediaStreamConstraints): MediaStream {
    const constraints = (wanted?.audio ?? wanted?.video) as { deviceId?: { exact: string } } | undefined
    const id = constraints?.deviceId?.exact
    this.wanted.push(wanted)
    this.asked.push(id ? `${source} ${id}` : source)
    const failure = this.failure
    this.failure = undefined
    if (failure) throw failure
    if (id && this.gone.has(id)) throw new DOMException('no such device', 'OverconstrainedError')
    const track = new FakeTrack(source === 'microphone' ? 'audio' : 'video', this.height)
    this.tracks.push(track)
    return { getTracks: () => [track.asTrack()] } as unknown as MediaStream
  }
}

/** Blurs in name only, and breaks when a test wants it. */
export class FakeBlur {
  /** The blurred tracks, in order. */
  readonly tracks: FakeTrack[] = []
  /** What the next start fails with. */
  failure: DeviceFault | undefined
  #break: (trouble: DeviceTrouble) => void = () => {}

  /** The next start waits until nobody wants it any more. */
  stalls = false

  readonly blur: Blur = async (device, signal) => {
    if (this.stalls) {
      this.stalls = false
      if (!signal?.aborted) await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      throw new DeviceFault('blur')
    }
    const failure = this.failure
    this.failure = undefined
    if (failure) throw failure
    const track = new FakeTrack('video', device.getSettings().height)
    this.tracks.push(track)
    return {
      track: track.asTrack(),
      device,
      broken: new Promise((resolve) => {
        this.#break = resolve
      }),
      stop: () => {
        track.stop()
        device.stop()
      },
    }
  }

  break(trouble: DeviceTrouble): void {
    this.#break(trouble)
  }
}

/** A loudspeaker that can be told to hold sound back, as browsers do before the first press. */
export class FakeSound implements Sound {
  playing: MediaStreamTrack | undefined
  /** How often it was let begin. */
  begun = 0
  readonly #browser: FakeBrowser
  readonly #stopped: () => void

  constructor(browser: FakeBrowser, stopped: () => void) {
    this.#browser = browser
    this.#stopped = stopped
  }

  async play(track: MediaStreamTrack): Promise<void> {
    if (this.#browser.holdsSoundBack) throw new DOMException('press something first', 'NotAllowedError')
    this.playing = track
    this.begun++
  }

  /** The system stops it. */
  interrupt(): void {
    this.playing = undefined
    this.#stopped()
  }

  stop(): void {
    this.playing = undefined
  }
}

/** A browser whose sockets, connections and devices a test holds in its hands. Its clock is vitest's. */
export class FakeBrowser implements Browser {
  readonly sockets: FakeSocket[] = []
  readonly connections: FakeConnection[] = []
  readonly sounds: FakeSound[] = []
  readonly stored = new Map<string, string>()
  readonly capture = new FakeCapture()
  readonly blurring = new FakeBlur()
  readonly blur = this.blurring.blur
  secure = true
  /** What the browser says of a permission. */
  allowed: PermissionState = 'denied'
  readonly permission = async (): Promise<PermissionState> => this.allowed
  hasWebRTC = true
  /** New connections name an address of their own. */
  candidates = false
  holdsSoundBack = false
  pictures = 3
  randomness = 0
  readonly #watchers = new Set<Partial<Happenings>>()
  /** Called with every socket that is opened. */
  onSocket: (socket: FakeSocket) => void = () => {}

  readonly storage = {
    getItem: (key: string): string | null => this.stored.get(key) ?? null,
    setItem: (key: string, value: string): void => void this.stored.set(key, value),
    removeItem: (key: string): void => void this.stored.delete(key),
  }

  /** How often the screen is kept on. */
  awake = 0
  staysAwake = true

  async keepAwake(): Promise<Awake> {
    if (!this.staysAwake) throw new DOMException('the battery is low', 'NotAllowedError')
    this.awake++
    return {
      release: async () => {
        this.awake--
      },
    }
  }

  socket(): WebSocket {
    const socket = new FakeSocket()
    this.sockets.push(socket)
    this.onSocket(socket)
    return socket as unknown as WebSocket
  }

  connection(configuration: RTCConfiguration): RTCPeerConnection | undefined {
    if (!this.hasWebRTC) return undefined
    const connection = new FakeConnection(configuration)
    if (this.candidates) connection.media = '\r\na=candidate:1'
    this.connections.push(connection)
    return connection as unknown as RTCPeerConnection
  }

  codecs(kind: 'audio' | 'video'): readonly RTCRtpCodec[] {
    const names = kind === 'audio' ? ['PCMU', 'red', 'opus'] : ['VP8', 'rtx', 'H264', 'AV1']
    return names.map((name) => ({ mimeType: `${kind}/${name}`, clockRate: 90_000 }))
  }

  sound(stopped: () => void): Sound {
    const sound = new FakeSound(this, stopped)
    this.sounds.push(sound)
    return sound
  }

  watch(on: Partial<Happenings>): () => void {
    this.#watchers.add(on)
    return () => this.#watchers.delete(on)
  }

  happens(what: Exclude<keyof Happenings, 'heldUp'>): void {
    for (const watcher of [...this.#watchers]) watcher[what]?.()
  }

  /** A task holds the page up. */
  holdUp(ms: number): void {
    for (const watcher of [...this.#watchers]) watcher.heldUp?.(ms)
  }

  get watched(): boolean {
    return this.#watchers.size > 0
  }

  random(): number {
    return this.randomness
  }

  now(): Moment {
    return { wall: Date.now(), page: performance.now() }
  }

  get lastSocket(): FakeSocket {
    return last(this.sockets)
  }

  get lastConnection(): FakeConnection {
    return last(this.connections)
  }
}

function last<T>(list: readonly T[]): T {
  const item = list.at(-1)
  if (!item) throw new Error('there is none yet')
  return item
}
