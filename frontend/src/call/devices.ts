import { type Blur, type Capture, plain } from './capture'

/** Why a microphone, a camera or a screen did not start; each has its own words and way out. */
export type DeviceTrouble =
  /** The browser asked, and got no answer; it asks again at the next try. */
  | 'dismissed'
  /** The browser does not ask any more. */
  | 'denied'
  /** The phone or computer keeps it from the browser. */
  | 'system'
  | 'missing'
  | 'in_use'
  | 'insecure'
  | 'unsupported'
  | 'failed'
  /** Of a camera that was to be blurred: it can't be. */
  | 'blur'
  /** This device is too slow for it. */
  | 'slow'

/** What the browser knows of a permission; undefined where it doesn't tell. */
export type Permission = (device: 'microphone' | 'camera') => Promise<PermissionState | undefined>

/** A device did not start. */
export class DeviceFault extends Error {
  readonly trouble: DeviceTrouble

  constructor(trouble: DeviceTrouble, cause?: unknown) {
    super(trouble, { cause })
    this.trouble = trouble
  }
}

/** What the capture APIs say, in our words (Media Capture and Streams, 10.2). */
export function troubleOf(cause: unknown): DeviceTrouble {
  switch (cause instanceof Error ? cause.name : '') {
    case 'NotAllowedError':
      return /by system/i.test((cause as Error).message) ? 'system' : 'denied' // as Chromium says it
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'in_use'
    case 'NotSupportedError':
    case 'TypeError':
      return 'unsupported'
    default:
      return 'failed'
  }
}

export interface Device {
  readonly id: string
  readonly kind: 'microphone' | 'camera' | 'speaker'
  /** Empty until permission was given once. */
  readonly label: string
}

/** What we need of navigator.mediaDevices; browsers leave parts of it out. */
export type CaptureAPI = Partial<
  Pick<
    MediaDevices,
    'getUserMedia' | 'getDisplayMedia' | 'enumerateDevices' | 'addEventListener' | 'removeEventListener'
  >
>

const sound: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: { ideal: 1 },
}

/** Chromium sends the third simulcast layer from 960x540 on. */
const picture: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 24, max: 30 },
}

/** For little data: two layers come of it, of 160x90 and 320x180. */
const smallPicture: MediaTrackConstraints = {
  width: { ideal: 320 },
  height: { ideal: 180 },
  frameRate: { ideal: 12, max: 15 },
}

const screen: MediaTrackConstraints = { frameRate: { ideal: 10, max: 15 } }

/**
 * The microphones and cameras of this machine. Each is asked for only when a
 * method with its name is called, which a page does only on a press.
 */
export class Devices {
  readonly #api: CaptureAPI | undefined
  readonly #secure: boolean
  readonly #permission: Permission | undefined
  readonly #chosen: { microphone?: string; camera?: string } = {}
  /** Pictures are small from the next start of the camera on. */
  small = false
  /** What is behind the person is blurred from the next start of the camera on, or the camera does not start. */
  blurred = false
  readonly #blur: Blur | undefined

  constructor(api: CaptureAPI | undefined, secure: boolean, blur?: Blur, permission?: Permission) {
    this.#api = api
    this.#secure = secure
    this.#blur = blur
    this.#permission = permission
  }

  /** Whether what is behind a person can be blurred here. */
  get blurs(): boolean {
    return this.#blur !== undefined
  }

  /** Starts the microphone. Rejects with a DeviceFault, as the two below do. */
  microphone(): Promise<MediaStreamTrack> {
    return this.#chosenOrAny('microphone', (id) => ({ audio: { ...sound, ...id } }))
  }

  async camera(signal?: AbortSignal): Promise<Capture> {
    const track = await this.#chosenOrAny('camera', (id) => ({
      video: { ...(this.small ? smallPicture : picture), ...(id ?? { facingMode: 'user' }) },
    }))
    if (!this.blurred) return plain(track) // as it is by now, however long the browser asked
    try {
      if (!this.#blur) throw new DeviceFault('blur')
      return await this.#blur(track, signal)
    } catch (fault) {
      track.stop()
      throw fault instanceof DeviceFault ? fault : new DeviceFault('blur', fault)
    }
  }

  /** Lets the person choose a screen to share; without its sound. */
  screen(): Promise<MediaStreamTrack> {
    return this.#start('getDisplayMedia', { video: screen, audio: false })
  }

  /** Uses a device from the next start on; an id that is gone falls back to the usual one. */
  choose(kind: 'microphone' | 'camera', id: string): void {
    this.#chosen[kind] = id
  }

  chosen(kind: 'microphone' | 'camera'): string | undefined {
    return this.#chosen[kind]
  }

  async list(): Promise<readonly Device[]> {
    const found = (await this.#api?.enumerateDevices?.()) ?? []
    const kinds = { audioinput: 'microphone', videoinput: 'camera', audiooutput: 'speaker' } as const
    return found.map((d) => ({ id: d.deviceId, kind: kinds[d.kind], label: d.label }))
  }

  /** Calls changed whenever a device comes or goes; returns the remover. */
  onChange(changed: () => void): () => void {
    this.#api?.addEventListener?.('devicechange', changed)
    return () => this.#api?.removeEventListener?.('devicechange', changed)
  }

  async #chosenOrAny(
    kind: 'microphone' | 'camera',
    constraints: (id?: { deviceId: { exact: string } }) => MediaStreamConstraints,
  ): Promise<MediaStreamTrack> {
    const id = this.#chosen[kind]
    if (id) {
      try {
        return await this.#allowed(kind, constraints({ deviceId: { exact: id } }))
      } catch (fault) {
        if (!(fault instanceof DeviceFault) || fault.trouble !== 'missing') throw fault
        delete this.#chosen[kind]
      }
    }
    return this.#allowed(kind, constraints())
  }

  /** Starts it, and finds out who said no: the person may have closed the question, and will be asked again. */
  async #allowed(kind: 'microphone' | 'camera', constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
    try {
      return await this.#start('getUserMedia', constraints)
    } catch (fault) {
      if (!(fault instanceof DeviceFault) || fault.trouble !== 'denied') throw fault
      const by = { prompt: 'dismissed', granted: 'system', denied: 'denied' } as const
      throw new DeviceFault(by[(await this.#permission?.(kind)) ?? 'denied'], fault.cause)
    }
  }

  async #start(
    method: 'getUserMedia' | 'getDisplayMedia',
    constraints: MediaStreamConstraints,
  ): Promise<MediaStreamTrack> {
    if (!this.#secure) throw new DeviceFault('insecure')
    const api = this.#api
    if (!api?.[method]) throw new DeviceFault('unsupported')
    let stream: MediaStream
    try {
      stream = await api[method](constraints)
    } catch (cause) {
      throw new DeviceFault(troubleOf(cause), cause)
    }
    const [track] = stream.getTracks()
    if (!track) throw new DeviceFault('failed')
    return track
  }
}
