import type { Answer, AnswerTo, Command, Refused } from '../generated/protocol'
import { offline, Refusal } from '../net/refusal'
import type { Wire } from './wire'

/** How long a command may wait for a connection and its answer. */
const patienceMs = 20_000

interface Request {
  readonly command: Command
  readonly resolve: (answer: Answer) => void
  readonly reject: (refusal: Refusal) => void
  readonly timer: ReturnType<typeof setTimeout>
  sent: boolean
}

/**
 * Commands between the press and the answer. They survive the loss of a socket:
 * what waits is sent on the next one, and what was on its way is sent again,
 * which is safe for all but a chat message.
 */
export class Requests {
  readonly #open = new Set<Request>()

  /** Resolves with the answer; rejects with a Refusal, of reason "offline" when the server could not be asked. */
  make<C extends Command>(command: C, wire: Wire | undefined): Promise<AnswerTo[C['type']]> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        command,
        resolve: (answer) => resolve(answer as AnswerTo[C['type']]),
        reject,
        timer: setTimeout(() => this.#settle(request, offline()), patienceMs),
        sent: false,
      }
      this.#open.add(request)
      if (wire) this.#send(request, wire)
    })
  }

  /** Sends all that waits. */
  flush(wire: Wire): void {
    for (const request of this.#open) this.#send(request, wire)
  }

  /** The socket is gone. */
  lost(): void {
    for (const request of this.#open) {
      if (request.sent && request.command.type === 'chat.say') this.#settle(request, offline())
      request.sent = false
    }
  }

  /** Nothing of this will be asked any more. */
  drop(): void {
    for (const request of this.#open) this.#settle(request, offline())
  }

  #send(request: Request, wire: Wire): void {
    request.sent = true
    wire.send(request.command, (answer) => this.#settle(request, answer))
  }

  #settle(request: Request, outcome: Answer | Refusal): void {
    if (!this.#open.delete(request)) return
    clearTimeout(request.timer)
    if (outcome instanceof Refusal) request.reject(outcome)
    else if (outcome.type === 'refused') request.reject(refusalOf(outcome))
    else request.resolve(outcome)
  }
}

/** A refused command as the pages know it. */
export function refusalOf(r: Refused): Refusal {
  return new Refusal(r.kind, r.reason ?? '', r.sentence, { field: r.field, retryMs: r.retry_ms })
}
