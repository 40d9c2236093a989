import type { ICEServer, MediaAnswer, Source } from '../generated/protocol'
import { type Refusal, refusal } from '../net/refusal'
import { backOff } from './backoff'
import type { Browser } from './browser'
import { configuration, Link } from './link'
import type { MediaState } from './state'
import type { Traffic } from './strain'

export interface MediaHandlers {
  readonly state: (state: MediaState) => void
  /** There is another connection: the slots of the one before mean nothing any more. */
  readonly fresh: () => void
  /** Gets ICE servers with fresh credentials; rejects with a Refusal. */
  readonly servers: () => Promise<readonly ICEServer[]>
  /** What went over all connections together, and what the last one showed; every few seconds while there is one. */
  readonly traffic: (traffic: Traffic) => void
  /** Sends an offer; rejects with a Refusal. */
  readonly offer: (sdp: string, restart: boolean) => Promise<MediaAnswer>
}

/** A short loss mends itself more often than not. */
const restartAfterMs = 2_000
/** A connection that takes longer to come up is made anew. */
const connectWithinMs = 10_000

/** How often we look at what goes over the connection. */
const lookEveryMs = 5_000

/** What has to be done about the connection, the later the graver. */
type Need = 'nothing' | 'restart' | 'fresh'

/**
 * Keeps one media connection up. It needs the signaling socket to negotiate:
 * `mend` says that it is there. Local tracks belong to Media and move to
 * each new connection.
 */
export class Media {
  readonly #browser: Browser
  readonly #on: MediaHandlers
  readonly #unwatch: () => void
  readonly #tracks: Record<Source, MediaStreamTrack | null> = { microphone: null, camera: null, screen: null }
  readonly #rids: Partial<Record<'camera' | 'screen', readonly string[]>> = {}
  /** Those for the next connection, if they are still good. */
  #servers: readonly ICEServer[] | undefined
  #link: Link | undefined
  #started = false
  #need: Need = 'nothing'
  #busy = false
  #resting = false
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #looking: ReturnType<typeof setInterval> | undefined
  /** Over connections that are gone, and over the one there is. */
  #bytesBefore = 0
  #bytes = 0

  constructor(browser: Browser, on: MediaHandlers) {
    this.#browser = browser
    this.#on = on
    this.#unwatch = browser.watch({ network: () => this.#require('restart') })
  }

  /** Connects, letting go of any connection there was. */
  start(servers: readonly ICEServer[]): void {
    this.#started = true
    this.#looking ??= setInterval(() => void this.#look().catch(() => {}), lookEveryMs)
    this.#servers = servers
    this.#attempt = 0
    this.#on.state('connecting')
    this.#need = 'fresh'
    this.mend()
  }

  /** Does what has to be done, if anything; call it when signaling is there again. */
  mend(): void {
    if (this.#busy || this.#need === 'nothing') return
    this.#busy = true
    void this.#negotiate().finally(() => {
      this.#busy = false
    })
  }

  /** The server has lost our connection; the one before, if this one was never up. */
  lost(): void {
    if (this.#link && this.#link.state !== 'new' && this.#link.state !== 'connecting') this.#require('fresh')
  }

  stop(): void {
    this.#started = false
    clearInterval(this.#looking)
    this.#looking = undefined
    this.#need = 'nothing'
    this.#drop()
    this.#on.state('closed')
  }

  dispose(): void {
    this.stop()
    this.#unwatch()
  }

  async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[source] = track
    await this.#link?.send(source, track)
  }

  /** At rest it stays connected, but takes no pictures and looks at nothing: so a page waits for little. */
  rest(resting: boolean): void {
    if (resting === this.#resting) return
    this.#resting = resting
    const link = this.#link
    link?.rest(resting).catch(() => {
      if (link === this.#link) this.#require('fresh')
    })
  }

  /** Which layers somebody watches. */
  want(source: 'camera' | 'screen', rids: readonly string[]): void {
    this.#rids[source] = rids
    this.#link?.want(source, rids)
  }

  track(slot: string): MediaStreamTrack | undefined {
    return this.#link?.track(slot)
  }

  sounds(): readonly MediaStreamTrack[] {
    return this.#link?.sounds() ?? []
  }

  #require(need: Need): void {
    if (!this.#started) return
    if (this.#need !== 'fresh') this.#need = this.#link ? need : 'fresh'
    this.mend()
  }

  async #negotiate(): Promise<void> {
    while (this.#need !== 'nothing') {
      const need = this.#need
      this.#need = 'nothing'
      try {
        await this.#exchange(need === 'restart')
      } catch (failure) {
        // Whatever came up meanwhile outweighs this failure.
        if (this.#started && this.#need === 'nothing') return this.#failed(need, refusal(failure))
      }
    }
  }

  /** One offer and its answer. */
  async #exchange(restart: boolean): Promise<void> {
    if (!restart) this.#drop() // what becomes of it does not matter any more
    const servers = this.#servers ?? (await this.#on.servers())
    this.#servers = undefined
    if (!this.#started || (restart && this.#need === 'fresh')) return
    const link = restart ? this.#link : this.#connect(servers)
    if (!link) return
    if (restart) link.use(servers)
    const answer = await this.#on.offer(await link.offer(restart), restart)
    if (!restart) this.#on.fresh() // what came until now was meant for the connection before
    await link.accept(answer.sdp)
    if (link.state !== 'connected') this.#later(connectWithinMs, () => this.#require('fresh'))
  }

  #connect(servers: readonly ICEServer[]): Link | undefined {
    const pc = this.#browser.connection(configuration(servers))
    if (!pc) {
      this.#on.state('unsupported')
      return undefined
    }
    const link = new Link(this.#browser, pc, this.#tracks, (state) => this.#changed(state))
    this.#link = link
    void link.rest(this.#resting)
    for (const source of ['camera', 'screen'] as const) {
      const rids = this.#rids[source]
      if (rids) link.want(source, rids)
    }
    this.#on.fresh()
    return link
  }

  #changed(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'connected':
        clearTimeout(this.#timer)
        this.#attempt = 0
        this.#on.state('connected')
        break
      case 'disconnected':
        this.#on.state('mending')
        this.#later(restartAfterMs, () => this.#require('restart'))
        break
      case 'failed':
        this.#on.state('mending')
        this.#require('fresh')
        break
    }
  }

  /** An offer came to nothing. Offline: signaling says by mend when to try again. */
  #failed(need: Need, why: Refusal): void {
    if (why.kind === 'unsupported' && need === 'fresh') {
      this.#drop()
      this.#on.state('unsupported')
      return
    }
    if (why.reason === 'offline') {
      this.#need = need
      return
    }
    this.#need = 'fresh'
    this.#on.state('mending')
    this.#later(why.retryMs ?? backOff(++this.#attempt, this.#browser.random()), () => this.mend())
  }

  async #look(): Promise<void> {
    const link = this.#resting ? undefined : this.#link
    const traffic = await link?.traffic()
    if (!traffic || link !== this.#link) return
    this.#bytes = traffic.bytes
    this.#on.traffic({ ...traffic, bytes: this.#bytesBefore + this.#bytes })
  }

  #later(ms: number, run: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(run, ms)
  }

  #drop(): void {
    clearTimeout(this.#timer)
    this.#link?.close()
    this.#link = undefined
    this.#bytesBefore += this.#bytes
    this.#bytes = 0
  }
}
