import type { Answer, Command, Event } from '../../generated/protocol'

export type SentCommand = Command & { readonly id: number }

/** A WebSocket and the server's end of it. */
export class FakeSocket {
  onopen: (() => void) | null = null
  onmessage: ((message: { data: unknown }) => void) | null = null
  onclose: ((close: { code: number }) => void) | null = null
  readonly sent: SentCommand[] = []
  closed = false
  /** Called with each command that arrives at the server. */
  onCommand: (command: SentCommand) => void = () => {}

  // The client's end.

  send(data: string): void {
    if (this.closed) throw new DOMException('not open', 'InvalidStateError')
    const command = JSON.parse(data) as SentCommand
    this.sent.push(command)
    this.onCommand(command)
  }

  close(): void {
    this.closed = true
  }

  // The server's end.

  open(): void {
    this.onopen?.()
  }

  deliver(frame: Answer | Event | string): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) })
  }

  end(code: number): void {
    this.closed = true
    this.onclose?.({ code })
  }

  /** The types of what arrived, in order. */
  get types(): readonly string[] {
    return this.sent.map((c) => c.type)
  }

  /** The last command of a type. */
  last<T extends Command['type']>(type: T): Extract<Command, { type: T }> & { readonly id: number } {
    const found = this.sent.findLast((c) => c.type === type)
    if (!found) throw new Error(`no ${type} was sent`)
    return found as Extract<Command, { type: T }> & { readonly id: number }
  }
}
