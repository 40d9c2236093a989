// Runs before anything is painted, on pages that come with something to show before the app is there (build/paint.ts).
// It decides whether that is for this tab, starts the app when it has been painted, and minds its buttons until then.
import { languageHere } from './i18n/languages'
import { leaveNow, staysAway } from './state/leaving'
import { kept } from './state/storage'

const root = document.documentElement

// Not after it was left in a hurry, not in a language that the person did not choose, and not when a call goes on.
root.hidden = staysAway() || root.lang !== languageHere() || kept('seat') !== undefined

addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('#painted button') : null
  if (button?.classList.contains('leave')) leaveNow()
  else if (button) button.dataset.pressed = 'yes'
})

/** A page in the background is not painted, and some browsers do not tell; it goes on all the same. */
const longestMs = 300

/** The app, as soon as the person sees what the page came with: on a slow phone it takes the processor for a while. */
async function start(): Promise<void> {
  if (!root.hidden && !document.hidden) await painted()
  const app = document.querySelector<HTMLLinkElement>('link[rel="modulepreload"]')
  if (app) await import(/* @vite-ignore */ app.href)
}

const painted = (): Promise<void> =>
  new Promise((done) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName('first-contentful-paint').length > 0) done()
    }).observe({ type: 'paint', buffered: true })
    setTimeout(done, longestMs)
  })

addEventListener('DOMContentLoaded', start)
