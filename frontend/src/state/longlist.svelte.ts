/** As many as the server lists at once: then there may be more. */
const atOnce = 50

/** A list that the server tells from the newest on, a part at a time. */
export class LongList<T extends { readonly id: string }> {
  entries = $state.raw<readonly T[]>([])
  /** There may be older ones. */
  more = $state(false)
  readonly #ask: (before?: string) => Promise<readonly T[]>

  constructor(ask: (before?: string) => Promise<readonly T[]>) {
    this.#ask = ask
  }

  /** Reads the list again, as far as it was read before. */
  async load(): Promise<void> {
    const far = this.entries.length
    let found = await this.#ask()
    let last = found.length
    while (last === atOnce && found.length < far) {
      const older = await this.#ask(found.at(-1)?.id)
      last = older.length
      found = [...found, ...older]
    }
    this.entries = found
    this.more = last === atOnce
  }

  async older(): Promise<void> {
    const older = await this.#ask(this.entries.at(-1)?.id)
    this.entries = [...this.entries, ...older]
    this.more = older.length === atOnce
  }
}
