import { keep, kept } from './storage'

/** The keys there are, each for the button that says so by aria-keyshortcuts, or for what the room does by itself. */
export const shortcuts = {
  everyone: ['m', 'v', 'h', 'c', 'p', 'o', 'l'],
  leads: ['n', 't', 'u'],
} as const
export type Shortcut = (typeof shortcuts)[keyof typeof shortcuts][number] | '?'

/** As much of a key event as matters. */
export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
  /** Somebody writes, or chooses in a list, or has a dialog open: the key is for that. */
  readonly elsewhere: boolean
}

const all: readonly string[] = [...shortcuts.everyone, ...shortcuts.leads, '?']

/** The shortcut that a key is, if it is one. */
export function shortcutOf(pressed: Pressed): Shortcut | undefined {
  const { key, ctrlKey, altKey, metaKey, repeat, elsewhere } = pressed
  if (ctrlKey || altKey || metaKey || repeat || elsewhere) return undefined
  const found = all.find((s) => s === key.toLowerCase())
  return found as Shortcut | undefined
}

/** Whether single keys do something (WCAG 2.2, 2.1.4: who speaks to a computer turns them off), for as long as the tab is open. */
class Keys {
  #on = $state(kept('keys') !== 'off')

  get on(): boolean {
    return this.#on
  }

  use(on: boolean): void {
    this.#on = on
    keep('keys', on ? 'on' : 'off')
  }

  /** What a button says of its key. */
  of(shortcut: Shortcut | undefined): string | undefined {
    return this.#on ? shortcut : undefined
  }
}

export const keys = new Keys()
