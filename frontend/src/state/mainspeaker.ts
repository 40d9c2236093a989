import type { ParticipantID } from '../generated/protocol'

/** What is known of who speaks. */
export interface Talk {
  /** Those who may be shown large, in the order they came in. */
  readonly people: readonly ParticipantID[]
  /** Loudest first. */
  readonly speaking: readonly ParticipantID[]
  /** Whose turn it is. */
  readonly floor: ParticipantID | undefined
}

/** How long somebody has to be the loudest before they take the large place: a cough moves nothing. */
export const settleMs = 1_500

/**
 * Chooses who is shown large, so that it changes seldom: whose turn it is, or
 * who has been the loudest for a while, and else whoever was before.
 */
export class MainSpeaker {
  #main: ParticipantID | undefined
  #next: { readonly id: ParticipantID; readonly since: number } | undefined

  /** Takes what is known at a time in ms; returns who is shown large, and after how long to ask again at the latest. */
  judge({ people, speaking, floor }: Talk, ms: number): { main: ParticipantID | undefined; againMs?: number } {
    if (this.#main && !people.includes(this.#main)) this.#main = undefined
    const loudest = speaking.find((id) => people.includes(id))
    const wanted = floor && people.includes(floor) ? floor : loudest
    if (!wanted || wanted === this.#main) this.#next = undefined
    else if (this.#next?.id !== wanted) this.#next = { id: wanted, since: ms }
    if (wanted && (wanted === floor || !this.#main)) return this.#show(wanted)
    if (this.#next) {
      const left = this.#next.since + settleMs - ms
      if (left > 0) return { main: this.#main, againMs: left }
      return this.#show(this.#next.id)
    }
    this.#main ??= people[0]
    return { main: this.#main }
  }

  #show(id: ParticipantID): { main: ParticipantID } {
    this.#main = id
    this.#next = undefined
    return { main: id }
  }
}

/**
 * Keeps people's places in a circle while its order goes round: who is there
 * stays where they are, who comes sits down at the end.
 */
export class Places {
  #seated: readonly ParticipantID[] = []

  seat(wanted: readonly ParticipantID[]): readonly ParticipantID[] {
    const stay = this.#seated.filter((id) => wanted.includes(id))
    this.#seated = [...stay, ...wanted.filter((id) => !stay.includes(id))]
    return this.#seated
  }
}
