// Everything in the bar by one key, a sheet that says so, and a way to turn the
// keys off. Grave steps have no key.
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

test('one who leads works by keys, unless they turn them off', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  const press = (key: string): Promise<void> => ben.page.keyboard.press(key)
  await press('p')
  await expect(ben.button('Let in Blue Heron')).toBeVisible()
  await ben.button('Let in Blue Heron').click()
  await heron.inTheRoom()
  await press('Escape')
  await expect(ben.button(/^People/)).toHaveAttribute('aria-expanded', 'false')
  await press('m')
  await expect(ben.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
  await press('m')
  await expect(ben.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')

  await press('c')
  const field = ben.page.getByRole('textbox', { name: 'Your message' })
  await field.fill('')
  await field.press('m')
  await expect(field).toHaveValue('m')
  await expect(ben.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await press('Escape')

  await press('?')
  const sheet = ben.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Next turn')).toBeVisible()
  await sheet.getByRole('checkbox', { name: 'Use single keys' }).press('Space')
  await sheet.getByRole('button', { name: 'Close' }).click()
  await press('m')
  await press('p')
  await expect(ben.button(/^People/)).toHaveAttribute('aria-expanded', 'false')
  await expect(ben.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await expect(ben.button(/^Microphone/)).not.toHaveAttribute('aria-keyshortcuts', /./)
})
