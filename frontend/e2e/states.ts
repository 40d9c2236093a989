// A walk through the states of the interface, in both languages, that looks at each: no fault that axe knows in either
// colour scheme, nothing to press that is smaller than 44 pixels, and nothing to scroll sideways at 320 pixels or at 200 %
// zoom.
import { type Browser, type BrowserContext, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { faultsOf } from './look'
import { type Links, Server } from './server'
import { phone, Reader } from './tour'
import type { Language } from './words'

/** What a walk begins with. */
export interface Walk {
  readonly browser: Browser
  readonly language: Language
  readonly links: Links
  readonly origin: string
  /** Somebody with a browser of their own, or with one that is open already. */
  readonly reader: (context?: BrowserContext) => Promise<Reader>
}

/** Looks at a page and goes on, so that one run names everything there is to mend. */
export async function look(reader: Reader, state: string): Promise<void> {
  expect.soft(await faultsOf(reader.page), state).toEqual([])
}

/** A test in each language, with a server and a browser of its own. */
export function walk(title: string, story: (walk: Walk) => Promise<void>): void {
  for (const language of ['en', 'es'] as const satisfies readonly Language[]) {
    test(`${title}, in ${language}`, async () => {
      test.setTimeout(600_000)
      const server = await Server.start()
      const browser = await launch('chromium')
      const { links } = server
      try {
        await story({
          browser,
          language,
          links,
          origin: new URL(links.participant).origin,
          reader: async (context) => Reader.with(context ?? (await phone(browser, language)), language),
        })
      } finally {
        await browser.close()
        await server.stop()
      }
    })
  }
}
