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
 * tab forgets, then the neutral page takes this one's place in the history.
 * The app never adds to the history, so Back leads to what was there before it.
 */
export function leaveNow(): void {
  for (const stop of stops) stop()
  forgetAll()
  location.replace(neutral[speech.language])
}
