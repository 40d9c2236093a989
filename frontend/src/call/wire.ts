import type { Answer, Command, Event } from '../generated/protocol'

/** Frames to and from one socket, and whether it still lives. */
export interface WireHandlers {
  readonly opened: () => void
  readonly event: (event: Event) => void
  /** Called once, last. Without a close frame of the server's the code is `broken`. */
  readonly closed: (code: number) => void
}

/** The code of a socket that was lost rather than closed (RFC 6455, 7.4.1). */
export const broken = 1006

/** A socket that takes longer to open, or to answer one command, is dead. The server takes 10 s at most. */
const openWithinMs = 10_000
const answerWithinMs = 15_000
/** How long a socket may be silent after it was asked for a sign of life. */
const signWithinMs = 5_000

interface Waiting {
  readonly answered: (answer: Answer) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/**
 * One WebSocket: pairs answers with commands and notices when the other side
 * is gone, which a browser may not for minutes. It never comes back; Signal
 * makes a new one.
 */
export class Wire {
  readonly #socket: WebSocket
  readonly #on: WireHandlers
  readonly #waiting = new Map<number, Waiting>()
  #id = 0
  #over = false
  /** How long the socket may be silent before it is asked for a sign of life; 0: for ever. */
  #everyMs = 0
  #timer: ReturnType<typeof setTimeout>

  constructor(socket: WebSocket, on: WireHandlers) {
    this.#socket = socket
    this.#on = on
    this.#timer = setTimeout(() => this.drop(), openWithinMs)
    socket.onopen = () => {
      clearTimeout(this.#timer)
      on.opened()
    }
    socket.onmessage = (message) => this.#take(message.data)
    socket.onclose = (close) => this.#end(close.code)
  }

  /** Sends a command. Answered is called at most once, and never after `closed`. */
  send(command: Command, answered: (answer: Answer) => void): void {
    if (this.#over) return
    this.#id = (this.#id % 0x7fffffff) + 1
    const timer = setTimeout(() => this.drop(), answerWithinMs)
    this.#waiting.set(this.#id, { answered, timer })
    this.#socket.send(JSON.stringify({ ...command, id: this.#id }))
  }

  /** From now on asks for a sign of life after each such silence. */
  watchOver(everyMs: number): void {
    this.#everyMs = everyMs
    this.#heard()
  }

  /** Asks for a sign of life now: by a command that changes nothing, as a page can't see the server's pings. */
  check(): void {
    if (!this.#everyMs || this.#over) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.drop(), signWithinMs)
    this.send({ type: 'media.servers' }, () => {})
  }

  /** Gives the socket up, without waiting for what a dead one will never say. */
  drop(): void {
    this.#socket.close()
    this.#end(broken)
  }

  #heard(): void {
    if (!this.#everyMs) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.check(), this.#everyMs)
  }

  #take(data: unknown): void {
    this.#heard()
    const frame = parse(data)
    if (!frame) return
    if ('seq' in frame) {
      this.#on.event(frame)
      return
    }
    const waiting = this.#waiting.get(frame.re)
    if (!waiting) return
    clearTimeout(waiting.timer)
    this.#waiting.delete(frame.re)
    waiting.answered(frame)
  }

  #end(code: number): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#timer)
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null
    this.#on.closed(code)
  }
}

/** A frame of the server's; undefined for what this version doesn't understand. */
function parse(data: unknown): Answer | Event | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const frame: unknown = JSON.parse(data)
    if (typeof frame !== 'object' || frame === null || !('type' in frame)) return undefined
    return 'seq' in frame || 're' in frame ? (frame as Answer | Event) : undefined
  } catch {
    return undefined
  }
}
