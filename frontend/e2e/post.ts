// A small SMTP server (RFC 5321) that keeps what it is sent.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

/** A letter as it arrived. */
export interface Letter {
  readonly to: string
  readonly subject: string
  /** The address in its text. */
  readonly link: string
}

/** One conversation with who sends. */
class Talk {
  #text = ''
  #to = ''
  #inData = false

  constructor(
    private readonly say: (line: string) => void,
    private readonly keep: (to: string, raw: string) => void,
  ) {}

  /** Takes what has come; true ends the conversation. */
  hear(chunk: string): boolean {
    this.#text += chunk
    for (let part = this.#part(); part !== undefined; part = this.#part()) {
      if (this.#inData) {
        this.#inData = false
        this.keep(this.#to, part)
        this.say('250 kept')
      } else if (this.#command(part)) return true
    }
    return false
  }

  /** The next whole line, or the whole letter. */
  #part(): string | undefined {
    const end = this.#inData ? '\r\n.\r\n' : '\r\n'
    const at = this.#text.indexOf(end)
    if (at < 0) return undefined
    const part = this.#text.slice(0, at)
    this.#text = this.#text.slice(at + end.length)
    return part
  }

  #command(line: string): boolean {
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'RCPT') this.#to = /<([^>]*)>/.exec(line)?.[1] ?? ''
    this.#inData = verb === 'DATA'
    this.say(verb === 'DATA' ? '354 go on' : verb === 'QUIT' ? '221 bye' : '250 fine')
    return verb === 'QUIT'
  }
}

export class PostOffice {
  readonly #server: Server
  readonly #letters: Letter[] = []
  readonly #waiting: ((letter: Letter) => void)[] = []

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async open(): Promise<PostOffice> {
    const office = new PostOffice()
    office.#server.listen(0, '127.0.0.1')
    await once(office.#server, 'listening')
    return office
  }

  /** What makes a server send its letters here. */
  get env(): Record<string, string> {
    const at = this.#server.address()
    if (at === null || typeof at === 'string') throw new Error('the post office is closed')
    return { WARMROOM_SMTP_URL: `smtp://127.0.0.1:${at.port}`, WARMROOM_SMTP_FROM: 'rooms@example.org' }
  }

  /** The next letter, in the order they came. Some leave within a minute. */
  next(seconds = 20): Promise<Letter> {
    const first = this.#letters.shift()
    if (first) return Promise.resolve(first)
    return new Promise((came, failed) => {
      const late = setTimeout(() => failed(new Error(`no letter came within ${seconds} s`)), seconds * 1000)
      this.#waiting.push((letter) => {
        clearTimeout(late)
        came(letter)
      })
    })
  }

  async close(): Promise<void> {
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    const talk = new Talk(
      (line) => socket.write(`${line}\r\n`),
      (to, raw) => this.#keep(to, raw),
    )
    socket.write('220 localhost\r\n')
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      if (talk.hear(chunk.toString())) socket.end()
    })
  }

  #keep(to: string, raw: string): void {
    // Quoted-printable breaks long lines with a "=" and writes a "=" as "=3D".
    const plain = raw.replace(/=\r\n/g, '').replace(/=3D/g, '=')
    const subject = /^Subject: (.*)$/m.exec(plain)?.[1]?.trim() ?? ''
    const link = /https?:\/\/[^\s>]+/.exec(plain)?.[0] ?? ''
    const letter = { to, subject, link: link.replace(/:\/\/[^:/]+/, '://localhost') }
    const first = this.#waiting.shift()
    if (first) first(letter)
    else this.#letters.push(letter)
  }
}
