// Whom people can call: the manager says it once, and it is true everywhere within a minute.
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

const within = { timeout: 60_000 }
const lifeline = (page: Page) => page.getByRole('link', { name: /988 Suicide/ })
const samaritans = (page: Page) => page.getByRole('link', { name: /^Call 116123, Samaritans/ })

test('a manager changes the numbers: at the door, in the room, at the end and in public', async () => {
  test.setTimeout(240_000)
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  await heron.button('Help').click()
  await expect(lifeline(heron.page).first()).toBeVisible()
  const wren = await arrive(browser, server.links.participant, 'Grey Wren')
  await wren.atTheDoor()
  await expect(lifeline(wren.page).first()).toBeVisible()

  const office = await (await browser.newContext()).newPage()
  await office.goto(server.links.manager)
  await office.getByRole('button', { name: 'Sign me in' }).click()
  await office.getByRole('button', { name: 'Numbers to call' }).click()
  await expect(office.getByRole('heading', { name: 'Numbers to call' })).toBeVisible()
  await office.getByRole('combobox', { name: 'Most of our people are in' }).selectOption({ label: 'United Kingdom' })
  await expect(office.getByText('Saved. People see it within a minute.')).toBeVisible()
  await expect(samaritans(office)).toBeVisible()
  await office.getByRole('button', { name: 'Add a number' }).click()
  const dialog = office.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'What it is called' }).fill('Tea at any hour')
  await dialog.getByRole('textbox', { name: 'Number to call' }).fill('call us')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Please give a number to call or to text.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Number to call' }).fill('+44 (20) 7946-0123')
  await dialog.getByRole('checkbox', { name: 'Say whether it is open now' }).check()
  await dialog.getByLabel('Opens').fill('00:00')
  await dialog.getByLabel('Closes').fill('00:00')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)

  // Who waits and who has the help open see it without doing anything.
  for (const { page } of [wren, heron]) {
    await expect(page.getByRole('link', { name: 'Call +442079460123, Tea at any hour' })).toBeVisible(within)
    await expect(page.getByText(/^Open now, until/).first()).toBeVisible()
    await expect(samaritans(page)).toBeVisible()
    await expect(lifeline(page)).toHaveCount(0)
  }

  // So does a stranger, and a page that has been open since the end of the meeting.
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(new URL('/groups/harbor/evening-circle', server.links.participant).href)
  await expect(stranger.getByText('Tea at any hour')).toBeVisible()
  await expect(stranger.getByText(/^Open now/).first()).toBeVisible()
  await expect(stranger.getByText('988 Suicide')).toHaveCount(0)
  await heron.button('Close').last().click()
  await ana.openMore()
  await ana.button('End for everyone').click()
  await ana.button('End the meeting').click()
  await heron.sees('The meeting has ended')
  await expect(heron.page.getByRole('link', { name: /Tea at any hour/ })).toBeVisible()
  await office.getByRole('button', { name: 'Take out Tea at any hour' }).click()
  await expect(heron.page.getByRole('link', { name: /Tea at any hour/ })).toHaveCount(0, within)

  // One group is elsewhere.
  await office.getByRole('combobox', { name: 'Evening Circle' }).selectOption({ label: 'Australia' })
  await expect(heron.page.getByRole('link', { name: /^Call 131114, Lifeline/ })).toBeVisible(within)
  await expect(samaritans(heron.page)).toHaveCount(0)
})
