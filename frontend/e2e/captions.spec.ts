// A person writes down what is said, and those who turn captions on read it as
// it is typed.
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

test('a captioner is asked, writes, and is read by who wants captions', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  const wren = await arrive(browser, server.links.participant, 'Grey Wren')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
    context: await browser.newContext({ viewport: { width: 360, height: 740 } }),
  })
  await ben.admitAll()
  await wren.inTheRoom()
  await heron.inTheRoom()
  await heron.openMore()
  const captions = heron.page.getByRole('checkbox', { name: 'Captions' })
  await expect(heron.page.getByText('Nobody writes captions now. You can ask a facilitator for them.')).toBeVisible()

  await ben.act('Grey Wren', 'Ask to write captions')
  await wren.button('I will do it').click()
  await captions.press('Space')
  await heron.button('More').click()
  const lane = heron.page.getByRole('region', { name: 'Captions' })
  await expect(lane.getByText('Captions come here.')).toBeVisible()
  const field = wren.page.getByRole('textbox', { name: 'Type what is said' })
  await field.pressSequentially('Ben: welcome, all of you')
  await expect(lane.getByText('Ben: welcome, all of you')).toBeVisible()
  await field.press('Enter')
  await expect(field).toHaveValue('')
  await field.pressSequentially('Ben: let us begin')
  await expect(lane.getByText('Ben: let us begin')).toBeVisible()
  await expect(lane.getByText('Ben: welcome, all of you')).toBeVisible()
  await expect(ben.page.getByRole('region', { name: 'Captions' })).toHaveCount(0)
  if (process.env.SHOTS) {
    await heron.page.screenshot({ path: `${process.env.SHOTS}/captions-360.png` })
    await wren.page.screenshot({ path: `${process.env.SHOTS}/captioner-1280.png` })
  }

  await heron.page.reload()
  await heron.inTheRoom()
  await expect(lane).toBeVisible()
  await field.press('Enter')
  await field.pressSequentially('Ben: still here')
  await expect(lane.getByText('Ben: still here')).toBeVisible()
  await ben.act('Grey Wren', 'No longer writes captions')
  await expect(field).toHaveCount(0)
})
