import { tick } from 'svelte'

/** What the page came with, until the app has a page to show. Its links work; what else is pressed waits for the app. */
let painted: HTMLElement | undefined

/** Takes note of it, unless it is not for this tab (early.ts). */
export function findPainted(place: HTMLElement): void {
  const root = document.documentElement
  painted = place.querySelector<HTMLElement>('#painted') ?? undefined
  if (root.hidden) removePainted()
  root.hidden = false
}

function removePainted(): void {
  painted?.remove()
  painted = undefined
}

/** Whether the person still sees it. */
export const isPainted = (): boolean => painted !== undefined

/** To be said when a page is there in its stead: the focus moves to the same words, and what was pressed is pressed. */
export async function pageIsThere(): Promise<void> {
  if (!painted) return
  const focused = painted.querySelector<HTMLElement>(':focus')
  const pressed = painted.querySelector<HTMLElement>('[data-pressed]')
  removePainted()
  await tick()
  if (focused) sameAs(focused)?.focus({ preventScroll: true })
  if (pressed) sameAs(pressed)?.click()
}

/** The button or link of the page that says the same. */
function sameAs(element: HTMLElement): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>('#app button, #app a')
  return [...all].find((one) => one.textContent?.trim() === element.textContent?.trim())
}
