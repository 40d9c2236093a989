import type { ICEServer, Source } from '../generated/protocol'
import type { Browser } from './browser'
import { cameraLayers, Layers, screenLayers } from './layers'
import { Negotiation } from './negotiation'
import { carried, Redundancy } from './sound'
import { type Traffic, trafficOf } from './strain'

/** Slots for sound: the three loudest and one pinned. */
const audioSlots = 4

/** How often we look at what the server says of our microphone. */
const lookEveryMs = 2_000

/** The only codecs we speak, with what mends their losses. The first one is what is sent by itself. */
export const codecs = { audio: ['audio/opus', 'audio/red'], video: ['video/vp8', 'video/rtx'] } as const

export const sources = ['microphone', 'camera', 'screen'] as const satisfies readonly Source[]

export type Tracks = Readonly<Record<Source, MediaStreamTrack | null>>

/**
 * One RTCPeerConnection, in the one shape there is: three transceivers that
 * send, whether there is something to send or not, and a fixed number that
 * receive, which the server fills. Nothing but a restart of ICE is ever
 * negotiated again.
 */
export class Link {
  readonly #pc: RTCPeerConnection
  readonly #senders: Readonly<Record<Source, RTCRtpTransceiver>>
  readonly #receivers: readonly RTCRtpTransceiver[]
  readonly #layers: Readonly<Record<'camera' | 'screen', Layers>>
  readonly #negotiation: Negotiation
  readonly #redundancy = new Redundancy()
  readonly #looking: ReturnType<typeof setInterval>

  /** Changed is called with the state of ICE and DTLS together, and not after close. */
  constructor(
    browser: Browser,
    pc: RTCPeerConnection,
    tracks: Tracks,
    changed: (state: RTCPeerConnectionState) => void,
  ) {
    this.#pc = pc
    const send = (source: Source, sendEncodings: readonly RTCRtpEncodingParameters[]): RTCRtpTransceiver =>
      pc.addTransceiver(tracks[source] ?? (source === 'microphone' ? 'audio' : 'video'), {
        direction: 'sendonly',
        sendEncodings: sendEncodings.map((e) => ({ ...e })),
      })
    // The order is the protocol's.
    this.#senders = {
      microphone: send('microphone', []),
      camera: send('camera', cameraLayers),
      screen: send('screen', screenLayers),
    }
    const receive = (kind: 'audio' | 'video', count: number): RTCRtpTransceiver[] =>
      Array.from({ length: count }, () => pc.addTransceiver(kind, { direction: 'recvonly' }))
    this.#receivers = [...receive('audio', audioSlots), ...receive('video', browser.pictures)]
    prefer(browser, [...Object.values(this.#senders), ...this.#receivers])
    this.#layers = { camera: new Layers(this.#senders.camera.sender), screen: new Layers(this.#senders.screen.sender) }
    this.#layers.camera.captured(heightOf(tracks.camera))
    this.#negotiation = new Negotiation(pc)
    this.#looking = setInterval(() => void this.#lookAtLoss().catch(() => {}), lookEveryMs)
    pc.onconnectionstatechange = () => changed(pc.connectionState)
  }

  get state(): RTCPeerConnectionState {
    return this.#pc.connectionState
  }

  /** An offer to send at once: the server needs none of our candidates. */
  offer(restart: boolean): Promise<string> {
    return this.#negotiation.offer(restart)
  }

  accept(sdp: string): Promise<void> {
    return this.#negotiation.accept(sdp)
  }

  /** Takes new credentials for relays, for the next restart. */
  use(servers: readonly ICEServer[]): void {
    this.#pc.setConfiguration(configuration(servers))
  }

  /** Takes no pictures while it rests. Rejects when the connection is of no use any more. */
  rest(resting: boolean): Promise<void> {
    return this.#negotiation.rest(resting)
  }

  /** Sends a track, or nothing, without negotiation. */
  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    await this.#senders[source].sender.replaceTrack(track)
    if (source === 'camera') this.#layers.camera.captured(heightOf(track))
  }

  want(source: 'camera' | 'screen', rids: readonly string[]): void {
    this.#layers[source].want(rids)
  }

  /** What a slot receives, by its mid. The track stays the same whoever fills the slot. */
  track(slot: string): MediaStreamTrack | undefined {
    return this.#receivers.find((t) => t.mid === slot)?.receiver.track
  }

  /** All that is heard. */
  sounds(): readonly MediaStreamTrack[] {
    return this.#receivers.map((t) => t.receiver.track).filter((t) => t.kind === 'audio')
  }

  /** Undefined before there is a connection. */
  async traffic(): Promise<Traffic | undefined> {
    return this.state === 'connected' ? trafficOf(await this.#pc.getStats()) : undefined
  }

  close(): void {
    clearInterval(this.#looking)
    this.#pc.onconnectionstatechange = null
    for (const layers of Object.values(this.#layers)) layers.close()
    this.#pc.close()
  }

  /** Sends the microphone with redundancy while much of it is lost. */
  async #lookAtLoss(): Promise<void> {
    const { sender } = this.#senders.microphone
    const counts = this.state === 'connected' && sender.track ? carried(await sender.getStats()) : undefined
    if (counts) await this.#negotiation.redundant(this.#redundancy.judge(counts, performance.now()))
  }
}

/** Makes the offer a third as long: 30 kB instead of 96. */
function prefer(browser: Browser, transceivers: readonly RTCRtpTransceiver[]): void {
  for (const kind of ['audio', 'video'] as const) {
    const wanted: readonly string[] = codecs[kind]
    const place = (c: RTCRtpCodec): number => wanted.indexOf(c.mimeType.toLowerCase())
    const preferred = browser
      .codecs(kind)
      .filter((c) => place(c) >= 0)
      .sort((a, b) => place(a) - place(b))
    if (preferred.length === 0) continue
    for (const t of transceivers) if (t.receiver.track.kind === kind) t.setCodecPreferences?.(preferred)
  }
}

function heightOf(track: MediaStreamTrack | null): number | undefined {
  return track?.getSettings().height
}

/** The configuration for the servers the welcome named. */
export function configuration(servers: readonly ICEServer[]): RTCConfiguration {
  return { bundlePolicy: 'max-bundle', iceServers: servers.map((s) => ({ ...s, urls: [...s.urls] })) }
}
