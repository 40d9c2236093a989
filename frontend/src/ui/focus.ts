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

/** Without a mouse, what scrolls has to take the focus; not every browser sees to that itself. */
export const scrolls: Attachment<HTMLElement> = (element) => {
  element.tabIndex = 0
}

/** Moves the focus here when the element appears. */
export const onAppear: Attachment<HTMLElement> = (element) => element.focus()

/** When the element goes and the focus with it, the focus returns to what had it before: `opener`, read before the element took it. */
export function givesFocusBack(opener: Element | null): Attachment<HTMLElement> {
  return (element) => () => {
    const had = document.activeElement
    if (had !== document.body && !element.contains(had)) return
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
  }
}

/**
 * Keeps the focus when the thing that had it goes away, such as a row of a list
 * or a button that did its work: it moves to the nearest place around it that
 * can rest it (a heading or a group with tabindex -1). A button that is disabled
 * while it waits for an answer has it again afterwards; not every browser leaves
 * it there.
 */
export const keepsFocus: Attachment<HTMLElement> = (root) => {
  let trail: HTMLElement[] = [] // what had the focus, and what is around it
  let waits = false // what had the focus is disabled
  const entered = (e: FocusEvent): void => {
    trail = []
    waits = false
    for (let at = e.target; at instanceof HTMLElement && root.contains(at); at = at.parentElement) trail.push(at)
  }
  const left = ({ target }: FocusEvent): void => {
    // Browsers also say this of what they remove: only what is still there was left.
    setTimeout(() => {
      if (target !== trail[0] || !trail[0]?.isConnected || trail[0].matches(':disabled')) return
      if (document.activeElement === document.body) trail = []
    })
  }
  const changed = new MutationObserver(async () => {
    await tick()
    const [had] = trail
    const waited = waits
    waits = had?.matches(':disabled') === true
    if (document.activeElement !== document.body || !had) return
    if (!had.isConnected) restOf(trail.filter((place) => place.isConnected))?.focus({ preventScroll: true })
    else if (waited && !waits) had.focus({ preventScroll: true })
  })
  root.addEventListener('focusin', entered)
  root.addEventListener('focusout', left)
  changed.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] })
  return () => {
    root.removeEventListener('focusin', entered)
    root.removeEventListener('focusout', left)
    changed.disconnect()
  }
}

function restOf(places: readonly HTMLElement[]): HTMLElement | undefined {
  for (const place of places) {
    const rest =
      place.tabIndex === -1 && place.hasAttribute('tabindex') ? place : place.querySelector('[tabindex="-1"]')
    if (rest instanceof HTMLElement) return rest
  }
  return undefined
}
