import { speech } from '../i18n/i18n.svelte'
import { forgetAll } from './storage'

const stops = new Set<() => void>()

/** Registers what must fall silent when the person leaves in a hurry; returns its remover. */
export function onLeaving(stop: () => void): () => void {
  stops.add(stop)
  return () => stops.delete(stop)
}

/** Plain pages about cooking, with no script and no tie to the app (see public/). */
const neutral = { en: '/measures.html', es: '/medidas.html' } as const

/**
 * The quick way out: sound and devices stop before anything else, then the
 * browser forgets and is signed out, then the neutral page takes this one's
 * place in the history. The app never adds to the history, so Back leads to
 * what was there before it.
 */
export function leaveNow(): void {
  for (const stop of stops) stop()
  forgetAll()
  // Goes on without the page. The answer also makes the browser clear what a script can't reach.
  void fetch('/api/session', { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => undefined)
  location.replace(neutral[speech.language])
}

/** Whether this page was left in a hurry, or one after it was, and somebody came back to it with Back. */
function wasLeft(): boolean {
  if (!('navigation' in window)) return false // then the page before the first of ours is what Back leads to, at most
  const { currentEntry } = navigation
  const left: readonly string[] = Object.values(neutral)
  const after = navigation.entries().slice((currentEntry?.index ?? 0) + 1)
  return after.some((entry) => entry.url && left.includes(new URL(entry.url).pathname))
}

/** Shows the neutral page instead of one that was left; true when it does. Also when the browser wakes a page that it kept. */
export function staysAway(): boolean {
  addEventListener('pageshow', (e) => {
    if (e.persisted && wasLeft()) location.replace(neutral[speech.language])
  })
  if (!wasLeft()) return false
  location.replace(neutral[speech.language])
  return true
}
