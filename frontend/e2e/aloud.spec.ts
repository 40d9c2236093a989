// What a screen reader is given to say: one polite sentence for each event, one for a burst, and nothing of a kind that was silenced.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { arrive, lead } from './people'
import { Server } from './server'

let browser: Browser
let server: Server

test.beforeEach(async () => {
  server = await Server.start()
  browser = await launch('chromium')
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

/** Keeps every text that the live region takes. */
async function hear(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.getByRole('log').evaluate((region) => {
    const said: string[] = []
    new MutationObserver(() => {
      const text = region.textContent?.trim()
      if (text) said.push(text)
    }).observe(region, { childList: true, characterData: true, subtree: true })
    Object.assign(window, { said })
  })
  return () => page.evaluate(() => (window as unknown as { said: string[] }).said)
}

/** Lets a burst of events come to a page before its clock goes on. */
async function during(page: Page, burst: () => Promise<void>): Promise<void> {
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1_000))
  await burst()
  await page.clock.resume()
}

test('comings in a burst are one sentence, and so are messages; what was silenced is not said', async () => {
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
    before: (page) => page.clock.install(),
  })
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  const said = await hear(heron.page)
  await expect(heron.spoken).toHaveCount(1)
  await expect(heron.spoken).toHaveAttribute('aria-live', 'polite')

  const fern = await arrive(browser, server.links.participant, 'Quiet Fern')
  const owl = await arrive(browser, server.links.participant, 'Grey Owl')
  await fern.atTheDoor()
  await owl.atTheDoor()
  await during(heron.page, async () => {
    await ana.admitAll()
    await expect(heron.tile('Quiet Fern')).toBeVisible()
    await expect(heron.tile('Grey Owl')).toBeVisible()
  })
  await expect.poll(said).toEqual(['2 people came in.'])

  await fern.inTheRoom()
  await during(heron.page, async () => {
    for (const text of ['Good', 'evening', 'all']) await fern.say(text)
    await expect(heron.button('Chat, 3 new messages')).toBeVisible()
  })
  await expect.poll(said).toEqual(['2 people came in.', '3 new messages'])

  await heron.openMore()
  await heron.page.getByRole('checkbox', { name: 'Read aloud what is written in the chat' }).uncheck()
  await during(heron.page, async () => {
    await fern.say('Not said aloud')
    await expect(heron.button('Chat, 4 new messages')).toBeVisible()
    await owl.button('Leave').click()
    await owl.button('Leave the meeting').click()
    await expect(heron.tile('Grey Owl')).toHaveCount(0)
  })
  await expect.poll(said).toEqual(['2 people came in.', '3 new messages', 'Grey Owl left.'])
})
