// Written out at build time, in each language: what a page shows before the app runs. See build/paint.ts.
import type { Component } from 'svelte'
import { render } from 'svelte/server'
import { speech } from './i18n/i18n.svelte'
import type { Language } from './i18n/languages'
import Arriving from './pages/entrance/Arriving.svelte'
import Loading from './pages/Loading.svelte'
import Welcome from './pages/Welcome.svelte'

/** The pages that differ before the app runs: the front page, the first of a meeting, and all others. */
export interface Painted {
  readonly index: string
  readonly front: string
  readonly join: string
}

async function paint(language: Language): Promise<Painted> {
  await speech.speak(language)
  return { index: html(Loading), front: html(Welcome), join: html(Arriving) }
}

/** Without the marks by which Svelte would find its parts again: the app writes its own. */
// biome-ignore lint/complexity/noBannedTypes: a component without props
const html = (page: Component<{}>): string => render(page).body.replace(/<!--.*?-->/g, '')

/** All of them in HTML. They hold what is true for whoever comes: nothing of a link, a person or a device. */
export const painted: Readonly<Record<Language, Painted>> = { en: await paint('en'), es: await paint('es') }
