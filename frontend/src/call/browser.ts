import { subprotocol } from '../generated/protocol'
import { blurHere } from './blur/here'
import type { Blur } from './capture'
import type { CaptureAPI, Permission } from './devices'
import type { Awake } from './wake'

/** What happens around the page that a call wants to know of. */
export interface Happenings {
  readonly offline: () => void
  /** There is network again, or another one. */
  readonly network: () => void
  readonly visible: () => void
  /** The person pressed something: browsers let sound start now. */
  readonly pressed: () => void
  /** A task held the page up for so long. */
  readonly heldUp: (ms: number) => void
}

/** A moment on two clocks, in ms: of the day, and of the page (performance.now). */
export interface Moment {
  readonly wall: number
  readonly page: number
}

/** One thing that sounds: an audio element, which need not be in the document. */
export interface Sound {
  /** Plays a track instead of the one before. Rejects with NotAllowedError while the browser holds sound back. */
  play(track: MediaStreamTrack): Promise<void>
  /** Silent, and nothing is spent on it, until the next play. */
  stop(): void
}

/** All that a call needs of the browser. Tests hand in their own. */
export interface Browser {
  /** Opens the socket to our own origin. */
  socket(): WebSocket
  /** Undefined where the browser has no WebRTC. */
  connection(config: RTCConfiguration): RTCPeerConnection | undefined
  codecs(kind: 'audio' | 'video'): readonly RTCRtpCodec[]
  readonly capture: CaptureAPI | undefined
  readonly secure: boolean
  readonly permission: Permission
  /** Blurs what is behind a person; undefined where this can't work. */
  readonly blur: Blur | undefined
  /** Stopped is called when the system stops it, as phones do for a call. */
  sound(stopped: () => void): Sound
  /** Keeps the screen on; rejects where the browser does not. */
  keepAwake(): Promise<Awake>
  /** How many pictures can be received at once, a shared screen among them. */
  readonly pictures: number
  /** What outlives a reload and ends with the tab; undefined where it is forbidden. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined
  /** Watches until the returned remover is called. */
  watch(on: Partial<Happenings>): () => void
  /** From 0 up to 1. */
  random(): number
  now(): Moment
}

/** What fits a phone, and a desk; each with one more for a screen. */
const picturesOnPhone = 6 + 1
const picturesOnDesk = 16 + 1

/** The browser this page is in. */
export function thisBrowser(): Browser {
  return {
    socket: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, subprotocol),
    connection: (config) => (typeof RTCPeerConnection === 'function' ? new RTCPeerConnection(config) : undefined),
    codecs: (kind) =>
      typeof RTCRtpReceiver === 'function' ? (RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []) : [],
    capture: navigator.mediaDevices,
    secure: isSecureContext,
    blur: blurHere(),
    permission,
    sound,
    keepAwake: async () => navigator.wakeLock.request('screen'),
    pictures: matchMedia('(pointer: coarse) and (max-width: 60rem)').matches ? picturesOnPhone : picturesOnDesk,
    storage: ownStorage(),
    watch,
    random: Math.random,
    now: () => ({ wall: Date.now(), page: performance.now() }),
  }
}

/** Browsers know different names, and some know none (Permissions API). */
async function permission(device: 'microphone' | 'camera'): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name: device as PermissionName })).state
  } catch {
    return undefined
  }
}

function sound(stopped: () => void): Sound {
  const element = new Audio()
  let playing: MediaStreamTrack | undefined
  let wanted = false
  element.onpause = () => {
    if (wanted) stopped()
  }
  return {
    play: (track) => {
      if (track !== playing) element.srcObject = new MediaStream([track])
      playing = track
      wanted = true
      return element.play()
    },
    stop: () => {
      wanted = false
      element.pause()
      element.srcObject = null // a paused one goes on costing what a playing one does
      playing = undefined
    },
  }
}

/** Watches for tasks of more than 50 ms (Long Tasks API, which Firefox and Safari leave out). */
function longTasks(heldUp: (ms: number) => void): (() => void) | undefined {
  if (typeof PerformanceObserver !== 'function' || !PerformanceObserver.supportedEntryTypes.includes('longtask')) {
    return undefined
  }
  const observer = new PerformanceObserver((list) => {
    for (const task of list.getEntries()) heldUp(task.duration)
  })
  observer.observe({ type: 'longtask' })
  return () => observer.disconnect()
}

function ownStorage(): Storage | undefined {
  try {
    return sessionStorage
  } catch {
    return undefined
  }
}

/** The kind of network, where the browser tells (Network Information API). */
interface NetworkInformation extends EventTarget {
  readonly type?: string
}

function watch(on: Partial<Happenings>): () => void {
  const removers: (() => void)[] = []
  const listen = (target: EventTarget, type: string, run?: () => void, options?: AddEventListenerOptions): void => {
    if (!run) return
    target.addEventListener(type, run, options)
    removers.push(() => target.removeEventListener(type, run, options))
  }
  listen(window, 'offline', on.offline)
  listen(window, 'online', on.network)
  listen(document, 'visibilitychange', () => {
    if (!document.hidden) on.visible?.()
  })
  for (const press of ['click', 'keydown']) listen(document, press, on.pressed, { capture: true, passive: true })
  const network = (navigator as { readonly connection?: NetworkInformation }).connection
  if (network) {
    let type = network.type
    listen(network, 'change', () => {
      if (network.type === type) return // only its estimate of speed changed
      type = network.type
      on.network?.()
    })
  }
  const unheld = on.heldUp && longTasks(on.heldUp)
  if (unheld) removers.push(unheld)
  return () => {
    for (const remove of removers) remove()
  }
}
