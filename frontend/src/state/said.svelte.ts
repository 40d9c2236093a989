import { keep, kept } from './storage'

/** What may be heard besides the meeting itself. */
export const sayings = ['chime', 'door', 'comings', 'chat'] as const
export type Saying = (typeof sayings)[number]

/** Which of it the person wants to hear, for as long as the tab is open. */
class Said {
  #off = $state.raw<readonly string[]>(read())

  wants(what: Saying): boolean {
    return !this.#off.includes(what)
  }

  set(what: Saying, wanted: boolean): void {
    const others = this.#off.filter((other) => other !== what)
    this.#off = wanted ? others : [...others, what]
    keep('unsaid', this.#off.join(' '))
  }
}

function read(): readonly string[] {
  return (kept('unsaid') ?? '').split(' ').filter(Boolean)
}

export const said = new Said()
