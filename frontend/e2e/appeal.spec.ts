// From a removal to the door again: the person reads why and says what they
// think; who runs the programme decides, and not the one who removed them.
import { type Browser, expect, test } from '@playwright/test'
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

test('a removed person says that it was wrong, and is let back to the door', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await ben.admit('Blue Heron')
  await heron.inTheRoom()
  await ben.remove('Blue Heron', 'Unkind or threatening words')
  await heron.sees('You were removed from the meeting')
  await heron.sees('Was this wrong?')
  await heron.page.getByRole('textbox', { name: 'What happened, from your side' }).fill('I meant to lower my hand.')
  await heron.button('Send it').click()
  await expect(heron.page.getByText('Your words will be read.')).toBeVisible()
  const own = await heron.page.getByRole('link', { name: 'Open this as a page of its own' }).getAttribute('href')

  const office = await (await browser.newContext()).newPage()
  await office.goto(server.links.manager)
  await office.getByRole('button', { name: 'Sign me in' }).click()
  await expect(office.getByText('1 person waits for your answer')).toBeVisible()
  await office.getByRole('button', { name: /^Removals and what was done in Evening/ }).click()
  await expect(office.getByText('I meant to lower my hand.')).toBeVisible()
  await expect(office.getByText('Removed by Ben')).toBeVisible()
  await office.getByRole('button', { name: 'Take it back' }).click()
  await expect(office.getByText('Decided: the removal was taken back.')).toBeVisible()
  await expect(office.getByText('Appeal: the removal was taken back')).toBeVisible()
  await office.getByRole('button', { name: 'Back to your groups' }).click()
  await expect(office.getByRole('heading', { name: 'Your groups' })).toBeVisible()
  await expect(office.getByText('waits for your answer')).toHaveCount(0)

  await expect(heron.button('Go to the door')).toBeVisible({ timeout: 40_000 })
  await heron.button('Go to the door').click()
  await heron.atTheDoor()
  const later = await (await browser.newContext()).newPage()
  await later.goto(new URL(own ?? '', server.links.participant).href)
  await expect(later.getByText('The removal was taken back.').first()).toBeVisible()
})
