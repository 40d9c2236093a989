import type {
  AnswerTo,
  Command,
  Event,
  Lane,
  MessageID,
  ParticipantID,
  Reason,
  RemovalID,
  Source,
  Tile,
  Welcome,
} from '../generated/protocol'
import { type Browser, type Happenings, thisBrowser } from './browser'
import { type Capture, plain } from './capture'
import { leftRoom, phaseOf } from './changes'
import { Devices } from './devices'
import { economise, type Pictures, picturesOf } from './economy'
import { keep } from './kept'
import { sources } from './link'
import { Media } from './media'
import { Own } from './own'
import { Playback } from './playback'
import { reduce } from './reduce'
import type { Ticket, Way } from './seat'
import { type Ending, Signal } from './signal'
import { type CallState, isOver, outside, selfOf, sideOf } from './state'
import { Keeping, type Traffic } from './strain'
import { Wake } from './wake'

const picturesKey = 'pictures'
const blurKey = 'blur'

/** Commands that concern the room rather than the connection, which a Call sees to by itself. */
type Asking = Exclude<Command, { readonly type: 'enter' | 'resume' | 'leave' | `media.${string}` }>

/**
 * One person in one meeting: from the door to the end, over every loss of
 * connection in between. Pages read `state`, listen by `onChange`, and do
 * things by the methods below, which reject with a Refusal.
 */
export class Call {
  /** Shared with the page's private check of sound and picture. */
  readonly devices: Devices
  readonly #browser: Browser
  readonly #signal: Signal
  readonly #media: Media
  readonly #playback: Playback
  readonly #own: Readonly<Record<Source, Own>>
  readonly #listeners = new Set<(state: CallState) => void>()
  #state: CallState = outside
  #tiles: readonly Tile[] | undefined
  readonly #keeping = new Keeping()
  readonly #wake: Wake
  #heldUpMs = 0
  readonly #unwatch: () => void

  constructor(browser: Browser = thisBrowser()) {
    this.#browser = browser
    this.devices = new Devices(browser.capture, browser.secure, browser.blur, browser.permission)
    this.#signal = new Signal(browser, {
      state: (signal) => this.#set({ signal }),
      welcome: (welcome, session) => this.#welcomed(welcome, session),
      event: (event) => this.#took(event),
      queued: () => this.#set({ phase: { at: 'entering', queued: true } }),
      over: (ending) => this.#over(ending),
    })
    this.#media = new Media(browser, {
      state: (media) => this.#set({ media }),
      fresh: () => {
        this.#set({ slots: {} })
        this.#playback.play(this.#media.sounds())
      },
      traffic: (traffic) => this.#looked(traffic),
      servers: async () => (await this.#signal.request({ type: 'media.servers' })).ice_servers,
      offer: (sdp, restart) => this.#signal.request({ type: 'media.offer', sdp, restart }),
    })
    this.#playback = new Playback(browser, (soundBlocked) => this.#set({ soundBlocked }))
    this.#own = {
      microphone: this.#source('microphone', async () => plain(await this.devices.microphone())),
      camera: this.#source('camera', (signal) => this.devices.camera(signal)),
      screen: this.#source('screen', async () => plain(await this.devices.screen())),
    }
    this.#wake = new Wake(browser)
    const unwatch = browser.watch({ visible: () => this.recover(), heldUp: (ms) => this.#heldUp(ms) })
    const unlisten = this.devices.onChange(() => this.recover())
    this.#unwatch = () => {
      unwatch()
      unlisten()
    }
    this.#choosePictures(picturesOf(browser.storage?.getItem(picturesKey)))
    this.#chooseBlur(this.devices.blurs && browser.storage?.getItem(blurKey) === 'on')
  }

  get state(): CallState {
    return this.#state
  }

  /** Calls listener after every change; returns its remover. */
  onChange(listener: (state: CallState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  // The way in and out.

  /** Opens the socket ahead of `enter`. Call it when the last button before the door is shown or pressed. */
  prepare(): void {
    this.#signal.prepare()
  }

  /** Asks to come in. Call it in a press, so that the browser lets sound start. */
  enter(ticket: Ticket): void {
    const { pictures, blurred, strain, bytes } = this.#state
    this.#set({ ...outside, pictures, blurred, strain, bytes, phase: { at: 'entering', queued: false } })
    this.#signal.enter(ticket)
  }

  /** Goes on where this tab was before a reload. False: there is nothing to go on with, begin at the entrance. */
  comeBack(way: Way): boolean {
    const coming = this.#signal.comeBack(way)
    if (coming) this.#set({ phase: { at: 'entering', queued: false } })
    return coming
  }

  /** After the call was lost, or went on elsewhere: takes the place back. False: begin at the entrance. */
  again(): boolean {
    const coming = this.#signal.again()
    if (coming) this.#set({ phase: { at: 'entering', queued: false } })
    return coming
  }

  /** Leaves for good. Sound and devices have stopped when it returns. Goodbye says to the others that one is fine. */
  leave(goodbye = false): void {
    this.#quiet()
    this.#signal.leave(goodbye)
  }

  /** Leave, and never be used again. */
  close(): void {
    if (!isOver(this.#state.phase) && this.#state.phase.at !== 'outside') this.leave()
    this.#listeners.clear()
    this.#quiet()
    this.#signal.dispose()
    this.#media.dispose()
    this.#playback.dispose()
    this.#wake.dispose()
    this.#unwatch()
  }

  // What one sends and sees.

  /**
   * Turns one's own microphone, camera or screen on or off; off is off at once.
   * Trouble with the device does not reject: state.own tells of it.
   */
  publish(source: Source, on: boolean): Promise<void> {
    if (on && source !== 'screen') this.dismiss(source)
    return this.#own[source].set(on)
  }

  /** Puts away a facilitator's request to unmute, or word that the camera is allowed. */
  dismiss(source: 'microphone' | 'camera'): void {
    const { [source]: _, ...asks } = this.#state.asks
    this.#set({ asks })
  }

  /** Puts away what a facilitator told this person alone. */
  understood(): void {
    this.#set({ told: undefined })
  }

  /** Uses another microphone or camera, at once if it is on. */
  async choose(kind: 'microphone' | 'camera', id: string): Promise<void> {
    this.devices.choose(kind, id)
    await this.#own[kind].restart()
  }

  /** Says what pictures the page shows; they replace those before. At most 10 times a second. */
  setTiles(tiles: readonly Tile[]): void {
    this.#tiles = tiles
    this.#sendView()
  }

  /** Which pictures the person wants to get, and how large their own goes out; kept until the tab closes. */
  async wantPictures(pictures: Pictures): Promise<void> {
    keep(this.#browser.storage, picturesKey, pictures)
    const small = this.devices.small
    this.#choosePictures(pictures)
    this.#sendView()
    if (small !== this.devices.small) await this.#own.camera.restart()
  }

  /** Whether what is behind the person is blurred for all; kept until the tab closes. A camera that is on starts anew. */
  async wantBlur(blurred: boolean): Promise<void> {
    if (blurred === this.devices.blurred) return
    keep(this.#browser.storage, blurKey, blurred ? 'on' : 'off')
    this.#chooseBlur(blurred)
    await this.#own.camera.restart()
  }

  #chooseBlur(blurred: boolean): void {
    this.devices.blurred = blurred
    this.#set({ blurred })
  }

  #choosePictures(pictures: Pictures): void {
    this.devices.small = pictures !== 'all'
    this.#set({ pictures })
  }

  /** Takes back what the system took, for a call or a headset. Asked: by the person, whom state.own tells why not. */
  recover(asked = false): void {
    for (const source of ['microphone', 'camera'] as const) void this.#own[source].recover(asked)
  }

  /** What a slot receives (see pictures.ts). One slot has one track for as long as the connection lasts. */
  track(slot: string): MediaStreamTrack | undefined {
    return this.#media.track(slot)
  }

  /** Watches what happens around the page, until the returned remover is called. */
  watch(on: Partial<Happenings>): () => void {
    return this.#browser.watch(on)
  }

  /** Tries to start the sound that the browser holds back. Call it in a press. */
  unblockSound(): void {
    this.#playback.unblock()
  }

  // What one does in the room; the server decides who may.

  /** Does anything that has no method of its own below. */
  ask<C extends Asking>(command: C): Promise<AnswerTo[C['type']]> {
    return this.#signal.request(command)
  }

  async say(text: string, lane: Lane): Promise<MessageID> {
    return (await this.ask({ type: 'chat.say', lane, text })).message
  }

  async hide(message: MessageID): Promise<void> {
    await this.ask({ type: 'chat.hide', message })
  }

  async admit(participants: readonly ParticipantID[]): Promise<void> {
    await this.ask({ type: 'door.admit', participants })
  }

  async admitAll(): Promise<void> {
    await this.ask({ type: 'door.admit', all: true })
  }

  /** Sends a visitor away with a sentence they will read; an empty one stands for a kind default. */
  async decline(participant: ParticipantID, sentence = ''): Promise<void> {
    await this.ask({ type: 'door.decline', participant, ...(sentence ? { sentence } : {}) })
  }

  async sendBack(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'door.send_back', participant })
  }

  async lockDoor(locked: boolean): Promise<void> {
    await this.ask({ type: 'door.lock', locked })
  }

  async mute(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'person.mute', participant })
  }

  async askToUnmute(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'person.ask_to_unmute', participant })
  }

  async stopCamera(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'person.stop_camera', participant })
  }

  async allowCamera(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'person.allow_camera', participant })
  }

  async stopShare(participant: ParticipantID): Promise<void> {
    await this.ask({ type: 'person.stop_share', participant })
  }

  /** Takes out somebody who is inside, at the door, or has left. */
  async remove(participant: ParticipantID, reason: Reason): Promise<void> {
    await this.ask({ type: 'person.remove', participant, reason })
  }

  async undoRemoval(removal: RemovalID): Promise<void> {
    await this.ask({ type: 'removal.undo', removal })
  }

  /** Moves the end, by 1 to 60 minutes. */
  async extend(minutes: number): Promise<void> {
    await this.ask({ type: 'meeting.extend', minutes })
  }

  /** Ends the meeting for all. */
  async end(): Promise<void> {
    await this.ask({ type: 'meeting.end' })
  }

  #source(source: Source, capture: (signal?: AbortSignal) => Promise<Capture>): Own {
    return new Own(source, {
      capture,
      send: (track) => this.#media.send(source, track),
      publish: async (on) => {
        await this.#signal.request({ type: 'media.publish', source, on })
      },
      changed: () => this.#set({ own: { ...this.#state.own, [source]: this.#own[source].state } }),
      recovered: () => {
        if (source === 'microphone') this.#playback.afresh()
      },
    })
  }

  #set(change: Partial<CallState>): void {
    const before = this.#state
    this.#state = { ...before, ...change }
    if (isOver(this.#state.phase) && !isOver(before.phase)) this.#quiet()
    const { at } = this.#state.phase
    const here = at === 'present' || at === 'waiting'
    this.#wake.keep(here)
    // Nobody is seen or heard at the door, where people may wait for long.
    if (here) for (const resting of [this.#playback, this.#media]) resting.rest(at === 'waiting')
    for (const listener of this.#listeners) listener(this.#state)
  }

  #welcomed(welcome: Welcome, session: 'new' | 'resumed'): void {
    if (session === 'new' || this.#state.media === 'closed') this.#media.start(welcome.ice_servers)
    else this.#media.mend()
    this.#follow()
  }

  #took(event: Event): void {
    const aside = sideOf(this.#state) !== undefined
    this.#set(reduce(this.#state, event, this.#browser.now()))
    if (event.type === 'media.layers') this.#media.want(event.source, event.rids)
    else if (event.type === 'media.lost') this.#media.lost()
    else if (event.type === 'snapshot') this.#sendView()
    this.#follow()
    if (aside && !sideOf(this.#state)) this.#hush()
  }

  /** Whatever the server makes of it: nothing that is on in a side room goes on before the group. */
  #hush(): void {
    for (const source of sources) {
      if (this.#state.own[source].state === 'on') void this.#own[source].set(false).catch(() => {})
    }
  }

  /** What one sends follows what the server lets through. */
  #follow(): void {
    const self = selfOf(this.#state)
    for (const source of sources) {
      const own = this.#own[source]
      own.serverHas(self?.[source] ?? 'off')
      const before = this.#state.own[source]
      if (own.state.state !== before.state) this.#set({ own: { ...this.#state.own, [source]: own.state } })
    }
  }

  /** Views are repeated often enough that a lost one does not matter. */
  #sendView(): void {
    if (this.#state.phase.at !== 'present' || !this.#tiles || !this.#signal.connected) return
    const tiles = economise(this.#tiles, this.#state.pictures, this.#state.strain)
    this.#signal.request({ type: 'media.view', tiles }).catch(() => {})
  }

  #heldUp(ms: number): void {
    this.#heldUpMs += ms
  }

  /** Shows less when the device does not keep up, and more again when it does. */
  #looked(traffic: Traffic): void {
    const before = this.#state.strain
    const strain = this.#keeping.judge({ ...traffic, heldUpMs: this.#heldUpMs }, this.#browser.now().page)
    this.#set({ bytes: traffic.bytes, strain })
    if (strain !== before) this.#sendView()
  }

  /** Nothing is sent or heard any more. */
  #quiet(): void {
    for (const source of sources) this.#own[source].release()
    this.#playback.stop()
    this.#media.stop()
  }

  #over(ending: Ending): void {
    const { phase } = this.#state
    this.#set(leftRoom(isOver(phase) ? phase : phaseOf(ending, this.#state)))
  }
}
