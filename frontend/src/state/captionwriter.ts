/** How often a line is passed on while it is typed. */
const everyMs = 300

/** The length from which a line goes on in a new one, at the next space. */
const longLine = 160
/** The most that one line may hold. */
const longest = 300

/**
 * Passes on what a captioner types: the line as it grows, a few times a second,
 * and at once when it is finished.
 */
export class CaptionWriter {
  readonly #send: (line: number, text: string) => void
  #line: number
  #text = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  /** First is higher than any line that this person wrote before in this meeting. */
  constructor(first: number, send: (line: number, text: string) => void) {
    this.#line = first
    this.#send = send
  }

  /** Takes what stands in the field; returns what is left to stand there. */
  type(text: string): string {
    const end = text.length >= longLine && /\s$/.test(text) ? text.length : text.length > longest ? longest : 0
    if (end > 0) {
      this.#text = text.slice(0, end).trim()
      this.finish()
      return this.type(text.slice(end))
    }
    this.#text = text
    this.#timer ??= setTimeout(() => this.#pass(), everyMs)
    return text
  }

  /** The line is done; what comes next is another one. */
  finish(): void {
    const text = this.#text.trim()
    this.#stop()
    if (!text) return
    this.#send(this.#line, text)
    this.#line++
    this.#text = ''
  }

  /** Nothing more is passed on. */
  close(): void {
    this.#stop()
  }

  #pass(): void {
    this.#stop()
    this.#send(this.#line, this.#text.trim())
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
