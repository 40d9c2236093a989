import { forgetAll } from './storage'

const stops = new Set<() => void>()

/** Registers what must fall silent when the person leaves in a hurry; returns its remover. */
export function onLeaving(stop: () => void): () => void {
  stops.add(stop)
  return () => stops.delete(stop)
}

/** Plain pages about cooking, with no script and no tie to the app (see public/). */
const neutral = { en: '/measures.html', es: '/medidas.html' } as const
const neutralHere = (): string => (document.documentElement.lang === 'es' ? neutral.es : neutral.en)

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
  goPlain()
}

/** Said of the plain page in the history, for pages of ours from before it. */
const left = 'left'

function goPlain(): void {
  const page = neutralHere()
  if ('navigation' in window) navigation.navigate(page, { history: 'replace', state: left })
  else location.replace(page)
}

/**
 * Whether a page that came after this one was left in a hurry, and Back led
 * here. Some browsers tell what was said of the plain page, others its address,
 * as the server lets it be seen.
 */
function wasLeft(): boolean {
  if (!('navigation' in window)) return false
  const pages: readonly string[] = Object.values(neutral)
  const after = navigation.entries().slice((navigation.currentEntry?.index ?? 0) + 1)
  return after.some((e) => e.getState() === left || (e.url !== null && pages.includes(new URL(e.url).pathname)))
}

/** Shows the plain page instead of one from before it; true when it does. Also when the browser wakes a page that it kept. */
export function staysAway(): boolean {
  addEventListener('pageshow', (e) => {
    if (e.persisted && wasLeft()) goPlain()
  })
  if (!wasLeft()) return false
  goPlain()
  return true
}
