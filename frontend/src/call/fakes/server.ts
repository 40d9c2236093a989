import type { Answer, Command, Event, Refused } from '../../generated/protocol'
import type { FakeBrowser } from './browser'
import { atTheDoor, inside, person, type Unnumbered } from './events'
import type { FakeSocket, SentCommand } from './socket'

/** How long anything takes to get from one end to the other. */
const wayMs = 5

interface Session {
  readonly token: string
  readonly log: Unnumbered[]
  socket: FakeSocket | undefined
  /** The code its sockets are closed with from now on. */
  over?: number
}

/**
 * A server with one participant, as the protocol describes it: it numbers and
 * keeps events, resumes sessions, answers every command, and can be out of reach.
 */
export class FakeServer {
  reachable = true
  /** What is refused, by type of command. */
  readonly refuses = new Map<Command['type'], Omit<Refused, 'type' | 're'>>()
  /** What comes first on a new session. */
  first: Unnumbered = atTheDoor()
  /** Every command that arrived, on whatever socket. */
  readonly commands: SentCommand[] = []
  readonly sessions = new Map<string, Session>()
  #current: Session | undefined
  #restarted = false

  constructor(browser: FakeBrowser) {
    browser.onSocket = (socket) => this.#accept(socket)
  }

  /** Something happens in the room. */
  tell(...events: readonly Unnumbered[]): void {
    const session = this.#session
    for (const event of events) {
      session.log.push(event)
      const seq = session.log.length
      this.#later(() => session.socket?.deliver({ ...event, seq } as Event))
    }
  }

  /** Lets the person in, and says so to them. */
  admit(): void {
    this.tell({ type: 'you.admitted' }, inside())
  }

  /** Ends the session; its last event, if it has one, tells why. */
  end(code: number, last?: Unnumbered): void {
    const session = this.#session
    if (last) this.tell(last)
    session.over = code
    this.#later(() => session.socket?.end(code))
  }

  /** Forgets all sessions. */
  forget(): void {
    this.sessions.clear()
    this.#current = undefined
  }

  /** Is started again: it knows everybody, has none of their sockets, and nothing that was said. */
  restart(): void {
    this.#restarted = true
    this.#session.socket?.end(1006)
  }

  count(type: Command['type']): number {
    return this.commands.filter((c) => c.type === type).length
  }

  get #session(): Session {
    if (!this.#current) throw new Error('nobody has entered')
    return this.#current
  }

  #accept(socket: FakeSocket): void {
    setTimeout(() => (this.reachable ? socket.open() : socket.end(1006)), wayMs)
    socket.onCommand = (command) => this.#later(() => this.#do(socket, command))
  }

  /** What is on its way while the server is out of reach is lost. */
  #later(run: () => void): void {
    setTimeout(() => {
      if (this.reachable) run()
    }, wayMs)
  }

  #do(socket: FakeSocket, command: SentCommand): void {
    this.commands.push(command)
    const refused = this.refuses.get(command.type)
    if (refused) this.#answer(socket, { type: 'refused', re: command.id, ...refused })
    else if (command.type === 'enter') this.#enter(socket, command.id)
    else if (command.type === 'resume') this.#resume(socket, command)
    else this.#command(socket, command)
  }

  #answer(socket: FakeSocket, answer: Answer): void {
    this.#later(() => socket.deliver(answer))
  }

  #welcome(socket: FakeSocket, re: number, session: string, token: string | undefined, resumed: boolean): void {
    const welcome = {
      type: 'welcome',
      re,
      session,
      grace_ms: 60_000,
      ping_ms: 10_000,
      ice_servers: [],
      resumed,
    } as const
    this.#answer(socket, token === undefined ? welcome : { ...welcome, token })
  }

  #enter(socket: FakeSocket, re: number): void {
    const id = `session-${this.sessions.size + 1}`
    const session: Session = { token: `token of ${id}`, log: [], socket }
    this.sessions.set(id, session)
    this.#current = session
    this.#welcome(socket, re, id, session.token, false)
    this.tell(this.first)
  }

  #resume(socket: FakeSocket, command: Extract<SentCommand, { type: 'resume' }>): void {
    const session = this.sessions.get(command.session)
    if (session?.token !== command.token) {
      this.#answer(socket, {
        type: 'refused',
        re: command.id,
        kind: 'not_found',
        reason: 'session_unknown',
        sentence: '',
      })
      this.#later(() => socket.end(4006))
      return
    }
    if (session.socket !== socket) session.socket?.end(4005)
    session.socket = socket
    if (this.#restarted) {
      this.#goOn(session, command)
      return
    }
    const replay = command.seq > 0
    this.#welcome(socket, command.id, command.session, undefined, replay)
    if (session.over !== undefined) {
      this.#replay(session, session.log.length - 1)
      const { over } = session
      this.#later(() => socket.end(over))
    } else if (replay) this.#replay(session, command.seq)
    else this.tell(session.log.findLast((e) => e.type === 'snapshot') ?? this.first)
  }

  /** After a restart the numbers of events go on where the client is. */
  #goOn(session: Session, command: Extract<SentCommand, { type: 'resume' }>): void {
    this.#restarted = false
    if (session.socket) this.#welcome(session.socket, command.id, command.session, undefined, false)
    session.log.length = 0
    session.log.push(...Array.from({ length: command.seq }, () => ({ type: 'media.lost' }) as const))
    this.tell(inside({ restarted_at: '2026-11-24T19:06:00Z' }), { type: 'media.lost' })
  }

  #replay(session: Session, after: number): void {
    for (const [i, event] of session.log.entries()) {
      if (i < after) continue
      this.#later(() => session.socket?.deliver({ ...event, seq: i + 1 } as Event))
    }
  }

  #command(socket: FakeSocket, command: SentCommand): void {
    const re = command.id
    if (command.type === 'media.publish') {
      this.tell({ type: 'person.changed', person: person('heron', { [command.source]: command.on ? 'on' : 'off' }) })
    }
    this.#answer(socket, answerTo(command, re))
    if (command.type === 'leave') this.end(4009)
  }
}

function answerTo(command: SentCommand, re: number): Answer {
  switch (command.type) {
    case 'media.offer':
      return { type: 'answer', re, sdp: command.sdp.replace('offer', 'answer') }
    case 'media.servers':
      return { type: 'servers', re, ice_servers: [{ urls: ['turn:relay'], username: 'fresh' }] }
    case 'chat.say':
      return { type: 'said', re, message: 'm1' }
    default:
      return { type: 'ok', re }
  }
}
