import type { Rehearsal, RehearsalStep } from '../generated/api'
import { speech } from '../i18n/i18n.svelte'
import { rest } from '../net/rest'

/** The server records a step by what happened in the room, so the page asks how far one is. */
const againMs = 2_000

/** How far somebody is in their rehearsal. */
export class Rehearsing {
  steps = $state.raw<Rehearsal['steps']>([])
  /** What was done for the first time while the page looked on, the last of it. */
  just = $state.raw<RehearsalStep['step']>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor() {
    void this.#look()
  }

  async #look(): Promise<void> {
    try {
      const { steps } = await rest.rehearsal(speech.language)
      if (this.#closed) return
      const open = this.steps.filter((s) => !s.done_at).map((s) => s.step)
      this.just = steps.find((s) => s.done_at && open.includes(s.step))?.step ?? this.just
      this.steps = steps
    } catch {
      // The room goes on, and so does the asking.
    }
    if (!this.#closed) this.#timer = setTimeout(() => void this.#look(), againMs)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }
}
