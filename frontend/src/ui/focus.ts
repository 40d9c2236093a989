import { tick } from 'svelte'
import type { Attachment } from 'svelte/attachments'

let shown = false

/**
 * Begins a page that took the place of another: at its top, with the focus on
 * the heading, so that a screen reader reads it and the next Tab starts there.
 * The first page after loading is left alone.
 */
export const headingOfPage: Attachment<HTMLElement> = (heading) => {
  if (shown) {
    scrollTo(0, 0)
    heading.focus({ preventScroll: true })
  }
  shown = true
}

/** Moves the focus here when the element appears. */
export const onAppear: Attachment<HTMLElement> = (element) => element.focus()

/** When the element goes and the focus with it, the focus returns to what had it before the element came. */
export const givesFocusBack: Attachment<HTMLElement> = () => {
  const opener = document.activeElement
  return () => {
    if (document.activeElement !== document.body) return
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
  }
}

/**
 * Keeps the focus when the thing that had it goes away: it moves to home, which
 * can take it (tabindex -1). For lists whose rows come and go.
 */
export function holdFocus(home: () => HTMLElement | undefined): Attachment<HTMLElement> {
  return (element) => {
    let inside = false
    const entered = (): void => {
      inside = true
    }
    const left = (e: FocusEvent): void => {
      // Removing the focused element also fires this; only leaving it counts.
      if (e.target instanceof Node && e.target.isConnected) inside = element.contains(e.relatedTarget as Node | null)
    }
    const changed = new MutationObserver(async () => {
      await tick()
      if (inside && document.activeElement === document.body && !document.querySelector('dialog[open]')) {
        home()?.focus({ preventScroll: true })
      }
    })
    element.addEventListener('focusin', entered)
    element.addEventListener('focusout', left)
    changed.observe(element, { childList: true, subtree: true })
    return () => {
      element.removeEventListener('focusin', entered)
      element.removeEventListener('focusout', left)
      changed.disconnect()
    }
  }
}
