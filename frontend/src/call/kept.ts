import type { Browser } from './browser'

/** Keeps something until the tab closes. Where storage is full or forbidden, it holds until a reload. */
export function keep(storage: Browser['storage'], key: string, value: string): void {
  try {
    storage?.setItem(key, value)
  } catch {
    // It is as good as kept for as long as the page is.
  }
}
