// Sound alone is a way to be here like any other: chosen before the door or
// later, and nothing is sent to this device that it does not show.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { audible, listen, loudnessOf, outOfSight } from './media'
import { arrive, lead } from './people'
import { Server } from './server'
import { mediaOf, soundReceived } from './stats'

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

test('who chose sound alone is sent no picture until they ask for them, and sees what it costs', async () => {
  const tone = 900
  const ben = await lead(browser, server.links.coFacilitator, 'Ben', { sending: { tone, colour: [30, 60, 200] } })
  await ben.turnOnCamera()
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
    context,
    onCheck: (page) => page.getByRole('radio', { name: /^Sound only/ }).press('Space'),
  })
  await ben.admit('Blue Heron')
  await heron.inTheRoom()
  await expect(heron.page.getByText('You chose sound only.')).toBeVisible()
  const picture = heron.tile('Ben').getByLabel('Picture of Ben')
  await expect(heron.tile('Ben')).toBeVisible()
  await heron.openMore()
  await expect(heron.page.getByText(/^Used so far: .*MB$/)).toBeVisible({ timeout: 20_000 })
  await expect(picture).toHaveCount(0)
  await heron.openMore()
  await heron.button('Show pictures').click()
  await expect(picture).toBeVisible({ timeout: 30_000 })
  await heron.page.reload()
  await expect(picture).toBeVisible({ timeout: 30_000 })

  // Out of sight the page is sent no pictures, and goes on being heard.
  const frames = async (): Promise<number> => {
    const count = async () => (await mediaOf(heron.page)).slots.reduce((sum, slot) => sum + slot.frames, 0)
    const [before, heard] = [await count(), await soundReceived(heron.page)]
    await expect.poll(() => soundReceived(heron.page)).toBeGreaterThan(heard + 50) // a second of it
    return (await count()) - before
  }
  await ben.turnOnMicrophone()
  await listen(heron.page)
  await expect.poll(frames).toBeGreaterThan(0)
  await outOfSight(heron.page, true)
  await expect.poll(frames).toBe(0)
  await expect.poll(() => loudnessOf(heron.page, tone)).toBeGreaterThan(audible)
  expect(await frames()).toBe(0)
  await outOfSight(heron.page, false)
  await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(0)
})
