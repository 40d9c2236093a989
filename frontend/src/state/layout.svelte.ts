import { keep, kept } from './storage'

/** How the others are seen. */
export const layouts = ['grid', 'speaker', 'circle', 'listen'] as const
export type LayoutName = (typeof layouts)[number]

/** How this person sees the others, for as long as the tab is open. */
class Layout {
  #name = $state<LayoutName>(layouts.find((l) => l === kept('layout')) ?? 'grid')

  get name(): LayoutName {
    return this.#name
  }

  use(name: LayoutName): void {
    this.#name = name
    keep('layout', name)
  }
}

export const layout = new Layout()
