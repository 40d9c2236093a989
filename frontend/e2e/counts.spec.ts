// What a meeting leaves for who runs the programme: numbers, as a picture, a
// table and a spreadsheet; and outreach, written down without a name.
import { readFile } from 'node:fs/promises'
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { axeFaults } from './look'
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

test('a manager sees what was counted of a meeting, and of outreach', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await ben.admit('Blue Heron')
  await heron.inTheRoom()
  await ben.endMeeting()

  const context = await browser.newContext({ viewport: { width: 360, height: 740 } })
  const office = await context.newPage()
  await office.goto(server.links.manager)
  await office.getByRole('button', { name: 'Sign me in' }).click()

  await office.getByRole('button', { name: /^Outreach of Evening/ }).click()
  const outreach = office.getByRole('dialog', { name: /^Outreach of Evening/ })
  await outreach.getByRole('spinbutton', { name: 'People who asked for it' }).fill('3')
  await outreach.getByRole('spinbutton', { name: 'Reached', exact: true }).fill('4')
  await outreach.getByRole('button', { name: 'Write it down' }).click()
  await expect(outreach.getByText('Please check the numbers.')).toBeVisible()
  await outreach.getByRole('spinbutton', { name: 'Reached', exact: true }).fill('2')
  await outreach.getByRole('button', { name: 'Write it down' }).click()
  await expect(outreach.getByText('2 of 3 reached, 0 not reached, 0 asked to stop')).toBeVisible()
  await outreach.getByRole('button', { name: 'Close' }).click()

  await office.getByRole('button', { name: 'Counts' }).click()
  const evening = office.getByRole('article').filter({ hasText: 'Evening' }).first()
  await expect(evening.getByText('2 of 3 reached')).toBeVisible()
  await expect(evening.locator('div', { hasText: /^People who came\s*1$/ })).toBeVisible()
  const [saved] = await Promise.all([
    office.waitForEvent('download'),
    office.getByRole('link', { name: 'Save as a spreadsheet' }).click(),
  ])
  const sheet = await readFile(await saved.path(), 'utf8')
  expect(sheet).toContain('group,side,starts_at,outcome,came,most,average,minutes,newcomers,acceptances\r\n')
  expect(sheet).toMatch(/,held,1,1,/)
  expect(sheet).not.toContain('Heron')

  await evening.getByRole('button', { name: /meeting by meeting$/ }).click()
  await expect(office.getByRole('img', { name: /At most 1 people at once/ })).toBeVisible()
  await office.getByText('The picture as a table').click()
  await expect(office.getByRole('table', { name: /meeting by meeting/ }).getByRole('row')).not.toHaveCount(0)
  const overflow = await office.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(overflow).toBeLessThanOrEqual(0)
  expect(await axeFaults(office)).toEqual([])
})
