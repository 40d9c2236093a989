import { type Answer, type AnswerTo, type Command, closeCodes, type Event, type Welcome } from '../generated/protocol'
import { Refusal } from '../net/refusal'
import { backOff, fate } from './backoff'
import type { Browser } from './browser'
import { Requests, refusalOf } from './requests'
import { forget, keep, kept, type Seat, type Ticket, type Way } from './seat'
import type { SignalState } from './state'
import { Wire } from './wire'

/** Why a session is over: what the server closed it with, or did not let in for. */
export type Ending = { readonly code: number } | { readonly refusal: Refusal }

export interface SignalHandlers {
  readonly state: (state: SignalState) => void
  /** A new session has nothing in common with the one before. */
  readonly welcome: (welcome: Welcome, session: 'new' | 'resumed') => void
  readonly event: (event: Event) => void
  /** Many are coming in; the next attempt follows by itself. */
  readonly queued: () => void
  /** Called once per enter, comeBack or again. */
  readonly over: (ending: Ending) => void
}

/** A connection that held this long counts as good: the next loss is repaired at once. */
const stableMs = 10_000
/** Offline, says the browser; it is not always right. */
const offlineRetryMs = 30_000
/** How often an entering is tried again that failed for want of a service. */
const enterAttempts = 5

/** How far the socket there is has got; asking: who we are has been said. */
type Stage = 'closed' | 'opening' | 'open' | 'asking' | 'inside'

/**
 * One person's session on the wire. It outlives its sockets: it resumes on a
 * new one after a loss, comes in again through the door when the place is gone,
 * and stops for good when the server says so.
 */
export class Signal {
  readonly #browser: Browser
  readonly #on: SignalHandlers
  readonly #requests = new Requests()
  readonly #unwatch: () => void
  #wire: Wire | undefined
  #stage: Stage = 'closed'
  /** Since when the session is on this wire, in ms of the day. */
  #since = 0
  /** The next event is the first after a welcome. */
  #fresh = false
  #ticket: Ticket | undefined
  #seat: Seat | undefined
  /** What `again` takes up. */
  #before: { readonly ticket: Ticket; readonly seat: Seat | undefined } | undefined
  #seq = 0
  #attempt = 0
  #offline = false
  /** The server said that it stops; until it is back. */
  #restarting = false
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(browser: Browser, on: SignalHandlers) {
    this.#browser = browser
    this.#on = on
    this.#unwatch = browser.watch({
      offline: () => this.#wentOffline(),
      network: () => this.#nudge(true),
      visible: () => this.#nudge(false),
    })
  }

  get connected(): boolean {
    return this.#stage === 'inside'
  }

  /** Opens a socket ahead of enter, which then is faster. The server closes it after 10 s without use. */
  prepare(): void {
    if (!this.#wire) this.#connect()
  }

  /** Comes in by a ticket, with a new session. */
  enter(ticket: Ticket): void {
    this.#ticket = ticket
    this.#forgetSeat()
    this.#begin('connecting')
  }

  /** Goes on with the session this tab had before a reload, if it had one on the same way in. */
  comeBack(way: Way): boolean {
    const found = kept(this.#browser.storage, way)
    if (!found) return false
    this.#ticket = found.ticket
    this.#seat = found.seat
    this.#seq = 0
    this.#begin('connecting')
    return true
  }

  /** After an ending: takes the place again that this page had. */
  again(): boolean {
    if (!this.#before) return false
    this.#ticket = this.#before.ticket
    this.#seat = this.#before.seat
    this.#begin('connecting')
    return true
  }

  /** Asks the server. While reconnecting it waits for the connection, but not for ever. */
  request<C extends Command>(command: C): Promise<AnswerTo[C['type']]> {
    return this.#requests.make(command, this.connected ? this.#wire : undefined)
  }

  /** Ends the session by the person's own wish. The server hears of it if it can. */
  leave(goodbye: boolean): void {
    if (this.connected) this.#wire?.send({ type: 'leave', goodbye }, () => {}) // goes out before the close
    this.#finish({ code: closeCodes.left })
  }

  /** Ends the session here, without a word to anybody, and forgets it. */
  close(): void {
    this.#restarting = false
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#ticket = this.#before = undefined
    this.#forgetSeat()
    this.#requests.drop()
    this.#unplug()
    this.#on.state('closed')
  }

  /** Close, and watch the browser no more. */
  dispose(): void {
    this.close()
    this.#unwatch()
  }

  #begin(state: SignalState): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#attempt = 0
    this.#on.state(state)
    if (this.#stage === 'asking' || this.#stage === 'inside') this.#unplug()
    if (!this.#wire) this.#connect()
    else if (this.#stage === 'open') this.#introduce(this.#wire)
  }

  #connect(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    const wire: Wire = new Wire(this.#browser.socket(), {
      opened: () => {
        this.#stage = 'open'
        if (this.#ticket) this.#introduce(wire)
      },
      event: (event) => this.#take(event),
      closed: (code) => this.#closed(wire, code),
    })
    this.#wire = wire
    this.#stage = 'opening'
  }

  /** Says who we are, first on a socket. */
  #introduce(wire: Wire): void {
    const seat = this.#seat
    this.#stage = 'asking'
    if (seat) wire.send({ type: 'resume', ...seat, seq: this.#seq }, (answer) => this.#answered(answer))
    else if (this.#ticket) wire.send({ type: 'enter', ...this.#ticket }, (answer) => this.#answered(answer))
  }

  #answered(answer: Answer): void {
    if (answer.type === 'welcome') this.#welcomed(answer)
    else if (answer.type === 'refused') this.#refused(refusalOf(answer))
  }

  #welcomed(welcome: Welcome): void {
    const wire = this.#wire
    if (!wire) return
    const session = this.#seat ? 'resumed' : 'new'
    if (welcome.token && this.#ticket) {
      this.#seat = { session: welcome.session, token: welcome.token }
      keep(this.#browser.storage, this.#seat, this.#ticket)
    }
    this.#stage = 'inside'
    this.#since = this.#browser.now().wall
    this.#fresh = true
    this.#restarting = false
    wire.watchOver(welcome.ping_ms)
    if (session === 'new') this.#requests.drop()
    this.#on.state('connected')
    this.#on.welcome(welcome, session)
    this.#requests.flush(wire)
  }

  #refused(refusal: Refusal): void {
    this.#unplug()
    const unknown = this.#seat && (refusal.kind === 'not_found' || refusal.kind === 'gone')
    if (unknown) {
      this.#enterAgain(refusal)
    } else if (refusal.retryMs !== undefined) {
      this.#on.queued()
      this.#later(refusal.retryMs + this.#browser.random() * 3000)
    } else if (refusal.kind === 'unavailable' && (this.#seat || this.#attempt < enterAttempts)) {
      this.#later(backOff(++this.#attempt, this.#browser.random()))
    } else {
      this.#finish({ refusal })
    }
  }

  /** The place is gone: stand at the door again. */
  #enterAgain(refusal: Refusal): void {
    this.#forgetSeat()
    if (this.#ticket) this.#connect()
    else this.#finish({ refusal })
  }

  #take(event: Event): void {
    if (event.seq <= this.#seq) return // sent again after a resume
    // After a welcome a snapshot stands for what is missing, or the last word of a session that is over.
    if (event.seq > this.#seq + 1 && !this.#fresh) {
      this.#seq = 0 // resume with a snapshot
      this.#wire?.drop()
      return
    }
    this.#fresh = false
    this.#seq = event.seq
    this.#on.event(event)
  }

  #closed(wire: Wire, code: number): void {
    if (wire !== this.#wire) return
    const inside = this.connected
    this.#wire = undefined
    this.#stage = 'closed'
    if (!this.#ticket) return // one that was opened ahead and not used
    this.#requests.lost()
    if (inside && this.#browser.now().wall - this.#since >= stableMs) this.#attempt = 0
    switch (fate(code, inside || this.#attempt >= enterAttempts)) {
      case 'over':
        this.#finish({ code })
        break
      case 'enter':
        this.#on.state('reconnecting')
        this.#enterAgain(new Refusal('not_found', 'session_unknown', ''))
        break
      case 'later':
        this.#restarting = true
        this.#later(1000 + this.#browser.random() * 9000)
        break
      case 'resume':
        this.#later(this.#offline ? offlineRetryMs : backOff(this.#attempt++, this.#browser.random()))
        break
    }
  }

  #later(ms: number): void {
    if (this.#seat) this.#on.state(this.#restarting ? 'restarting' : 'reconnecting')
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#connect(), ms)
  }

  #wentOffline(): void {
    this.#offline = true
    this.#wire?.drop()
  }

  /** Something changed for the better: don't sit out the back-off, and don't trust an old connection. */
  #nudge(network: boolean): void {
    if (network) this.#offline = false
    if (this.#retry !== undefined && !this.#offline) this.#connect()
    else if (this.connected) this.#wire?.check()
  }

  #finish(ending: Ending): void {
    const ticket = this.#ticket
    const seat = 'code' in ending && ending.code === closeCodes.flooding ? this.#seat : undefined
    this.close()
    if (ticket) this.#before = { ticket, seat }
    this.#on.over(ending)
  }

  /** Lets go of the wire; its end means nothing to us any more. */
  #unplug(): void {
    const wire = this.#wire
    this.#wire = undefined
    this.#stage = 'closed'
    wire?.drop()
  }

  #forgetSeat(): void {
    this.#seat = undefined
    this.#seq = 0
    forget(this.#browser.storage)
  }
}
