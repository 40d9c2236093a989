// Agreements are written from a library in plain words, published in versions,
// and two who write at once lose nothing.
import { readFile } from 'node:fs/promises'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { Server } from './server'

let browser: Browser
let server: Server

test.beforeEach(async () => {
  server = await Server.start()
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

async function agreements(link: string): Promise<Page> {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage()
  await page.goto(link)
  await button(page, 'Sign me in').click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  await page.goto(new URL('/staff', link).href)
  await button(page, 'Agreements of Evening Circle').click()
  await expect(page.getByRole('heading', { name: 'Agreements of Evening Circle' })).toBeVisible()
  return page
}

const titles = (page: Page) => page.getByRole('textbox', { name: 'Title' })
const last = (page: Page) => page.getByRole('textbox', { name: 'Text, in plain words' }).last()

for (const name of ['chromium', 'firefox'] as const) {
  test(`agreements grow from the library, in versions that lose nothing (${name})`, async () => {
    test.setTimeout(180_000)
    browser = await launch(name)
    const ana = await agreements(server.links.facilitator)
    const max = await agreements(server.links.manager)
    const before = await titles(ana).count()

    // Ana takes one from the library, in Spanish, puts it first, and publishes.
    await expect(button(ana, 'Publish version 2')).toBeDisabled()
    await button(ana, 'Add from the library').click()
    const dialog = ana.getByRole('dialog')
    await expect(dialog.getByText('For families')).toHaveCount(0)
    await dialog.getByText('What stays here').click()
    await dialog.getByRole('radio', { name: 'Español' }).check()
    await dialog.getByRole('button', { name: 'Add: Si nos vemos fuera' }).click()
    await expect(dialog.getByText('Added: Si nos vemos fuera')).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(titles(ana)).toHaveCount(before + 1)
    await button(ana, 'Up: Si nos vemos fuera').click()
    await button(ana, 'Publish version 2').click()
    await expect(ana.getByText('Version 2 is published.')).toBeVisible()

    // Max wrote at the same time: he is shown what is new, and keeps his text.
    await button(max, 'Write one of your own').click()
    await titles(max).last().fill('Tea is fine')
    await last(max).fill('You may eat and drink.')
    await button(max, 'Publish version 2').click()
    await expect(max.getByText('Somebody published version 2 while you were writing.')).toBeVisible()
    await expect(max.getByRole('alert').filter({ hasText: 'Si nos vemos fuera' })).toBeVisible()
    await expect(titles(max).last()).toHaveValue('Tea is fine')
    await button(max, 'Publish version 3').click()
    await expect(max.getByText('Version 3 is published.')).toBeVisible()

    await max.getByText('What changed', { exact: true }).first().click()
    const history = max.getByRole('region', { name: 'Versions' })
    await expect(history.getByText('You may eat and drink.').first()).toBeVisible()
    await expect(history.getByText('Accepted 0 times')).toHaveCount(3)
  })
}

test('all versions are saved as text, with what changed and a fingerprint', async () => {
  browser = await launch('chromium')
  const ana = await agreements(server.links.facilitator)
  await button(ana, 'Write one of your own').click()
  await titles(ana).last().fill('Tea is fine')
  await last(ana).fill('You may eat and drink.')
  await button(ana, 'Publish version 2').click()
  await expect(ana.getByText('Version 2 is published.')).toBeVisible()
  const [file] = await Promise.all([ana.waitForEvent('download'), button(ana, 'Save all versions as text').click()])
  const text = await readFile(await file.path(), 'utf8')
  expect(file.suggestedFilename()).toBe('list.txt')
  expect(text.match(/SHA-256 [0-9a-f]{64}/g)).toHaveLength(2)
  expect(text).toContain('* New: Tea is fine')
})
