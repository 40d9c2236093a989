import type { NewerAgreement } from '../generated/api'
import type { Closing, FaultKind } from '../generated/protocol'

/** What a Refusal carries beside its kind and sentence, where known. */
interface Details {
  /** The field of the request that was wrong, such as "tiles[3].width". */
  readonly field?: string | undefined
  /** When it may work again, in ms; with kind too_many. */
  readonly retryMs?: number | undefined
  /** Of a meeting that is over: where to go from here. */
  readonly closing?: Closing | undefined
  /** Of agreements that somebody else published meanwhile: what is newer. */
  readonly newer?: NewerAgreement | undefined
}

/** Something the server did not do, and why. Kind "unavailable" with reason "offline": it was not reached. */
export class Refusal extends Error {
  readonly kind: FaultKind
  /** A stable word for the case, to translate; may be empty. */
  readonly reason: string
  /** Plain English, safe to show; may be empty. */
  readonly sentence: string
  readonly field: string | undefined
  readonly retryMs: number | undefined
  readonly closing: Closing | undefined
  readonly newer: NewerAgreement | undefined

  constructor(kind: FaultKind, reason: string, sentence: string, details: Details = {}) {
    super(`${kind}/${reason}`)
    this.kind = kind
    this.reason = reason
    this.sentence = sentence
    this.field = details.field
    this.retryMs = details.retryMs
    this.closing = details.closing
    this.newer = details.newer
  }
}

/** The server was not reached. */
export function offline(): Refusal {
  return new Refusal('unavailable', 'offline', '')
}

/** Any failure as a Refusal, so that every page has one kind of thing to explain. */
export function refusal(failure: unknown): Refusal {
  return failure instanceof Refusal ? failure : new Refusal('internal', '', '')
}
