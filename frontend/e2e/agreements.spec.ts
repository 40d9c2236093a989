// Agreements that mean something: read aloud by everybody, shown when they change, and open to a wish.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { arrive, type Leader, lead, type Person } from './people'
import { Server } from './server'

let browser: Browser
let server: Server
let ana: Leader

test.beforeEach(async () => {
  server = await Server.start()
  browser = await launch('chromium')
  ana = await lead(browser, server.links.facilitator, 'Ana')
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

async function enter(name: string): Promise<Person> {
  const person = await arrive(browser, server.links.participant, name)
  await ana.admit(name)
  await person.inTheRoom()
  return person
}

test('the agreements go round, a clause each, in large letters on a phone', async () => {
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  await heron.page.setViewportSize({ width: 360, height: 740 })
  await ana.openMore()
  await ana.button('Read the agreements aloud').click()

  await expect(heron.page.getByText('You read now.')).toBeVisible()
  await expect(fern.page.getByText('Blue Heron reads now.')).toBeVisible()
  await expect(fern.page.getByText('You read the next one.')).toBeVisible()
  await expect(heron.spoken).toContainText('It is your turn to read aloud')
  const clause = heron.page.getByRole('region').filter({ has: heron.page.getByRole('heading', { level: 2 }) })
  const size = await clause
    .getByRole('paragraph')
    .nth(1)
    .evaluate((p) => Number.parseFloat(getComputedStyle(p).fontSize))
  expect(size).toBeGreaterThanOrEqual(21)
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.button('Turn on my microphone').click()
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
  await heron.button('I have read it').click()

  await expect(fern.page.getByText('You read now.')).toBeVisible()
  await expect(heron.page.getByText(/, 2 of \d/)).toBeVisible()
  await fern.button('I would rather not read').click()
  await expect(heron.page.getByText('You read now.')).toBeVisible()
  await expect(heron.page.getByText(/, 2 of \d/)).toBeVisible()

  await ana.button('Let someone else read').click()
  await expect(ana.page.getByText('You read now.')).toBeVisible()
  await ana.act('Quiet Fern', 'Ask to read this one')
  await expect(fern.page.getByText('You read now.')).toBeVisible()
  await ana.button('Stop reading').click()
  await expect(fern.page.getByText('You read now.')).toHaveCount(0)
})
