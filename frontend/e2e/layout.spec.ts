// Each person chooses how they see the others: beside each other, the one who
// speaks large, in a circle with its order, or names alone.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { arrive, lead, type Person } from './people'
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

async function choose(person: Person, layout: string): Promise<void> {
  await person.openMore()
  await person.page.getByRole('radio', { name: layout }).press('Space')
  await person.button('More').click()
}

test('a participant chooses how they see the others', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  await ben.turnOnCamera()
  for (const name of ['Grey Owl', 'Red Fox']) await arrive(browser, server.links.participant, name)
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
    context: await browser.newContext({ viewport: { width: 360, height: 740 } }),
  })
  for (const name of ['Grey Owl', 'Red Fox', 'Blue Heron']) await ben.admit(name)
  await heron.inTheRoom()
  const picture = heron.page.getByLabel('Picture of Ben')
  await expect(picture).toBeVisible({ timeout: 30_000 })

  await choose(heron, 'Names only')
  await expect(picture).toHaveCount(0)
  await expect(heron.tile('Red Fox')).toBeVisible()

  await choose(heron, 'Who speaks, large')
  await expect(picture).toBeVisible({ timeout: 30_000 })
  await expect(heron.tile('Red Fox')).toBeVisible()

  await choose(heron, 'In a circle')
  await ben.openMore()
  await ben.button('Start a circle').click()
  const start = ben.page.getByRole('dialog')
  await start.getByRole('button', { name: 'Start the circle' }).click()
  await expect(heron.page.getByRole('main').getByText('sharing now')).toBeVisible()
  await expect(heron.page.getByRole('main').getByText('next', { exact: true })).toBeVisible()
  await heron.page.reload()
  await expect(heron.page.getByRole('main').getByText('sharing now')).toBeVisible({ timeout: 30_000 })
  for (const [width, height] of [
    [360, 740],
    [740, 360],
    [820, 1180],
    [1280, 800],
  ] as const) {
    await heron.page.setViewportSize({ width, height })
    for (const layout of ['In a circle', 'Who speaks, large', 'Side by side', 'Names only']) {
      await choose(heron, layout)
      if (process.env.SHOTS) await heron.page.screenshot({ path: `${process.env.SHOTS}/${layout}-${width}.png` })
      const over = await heron.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(over, `${layout} at ${width}x${height}`).toBeLessThanOrEqual(0)
      for (const name of ['Ben', 'Grey Owl', 'Red Fox']) {
        await expect(heron.tile(name), `${name}, ${layout} at ${width}x${height}`).toBeInViewport({ ratio: 0.8 })
      }
      for (const control of [/^Microphone/, /^Raise hand/, /^Leave$/]) {
        await expect(heron.button(control), `at ${width}x${height}`).toBeInViewport({ ratio: 1 })
      }
    }
  }

  await ben.openPeople()
  await ben.button('End the circle').click()
  // Beside a keyboard, upright and sideways: what one writes, and to whom, is in sight.
  for (const [width, height, left] of [
    [360, 740, 330],
    [740, 360, 150],
  ] as const) {
    await heron.page.setViewportSize({ width, height })
    await heron.openChat()
    await heron.page.getByRole('textbox', { name: 'Your message' }).focus()
    await heron.page.setViewportSize({ width, height: left })
    await expect(heron.page.getByRole('textbox', { name: 'Your message' })).toBeInViewport({ ratio: 1 })
    await expect(heron.button('Send')).toBeInViewport({ ratio: 1 })
    await expect(heron.page.getByText('Facilitators', { exact: true }).last()).toBeInViewport({ ratio: 1 })
  }
})
