// Takes the pictures of docs/design.md from the real thing, to be looked at and committed.
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { components } from './components'
import { Server } from './server'
import { phone, Reader } from './tour'

const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } } as const

/** One picture, small enough to be kept among the sources. */
async function take(
  page: Page,
  name: string,
  size: keyof typeof sizes,
  colorScheme: 'light' | 'dark',
  fullPage = false,
) {
  await page.setViewportSize(sizes[size])
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  const png = join(tmpdir(), `${name}.png`)
  await page.screenshot({ path: png, fullPage, animations: 'disabled' })
  execFileSync('convert', [png, '-quality', '82', join(folder, `${name}.webp`)])
}

test('pictures of the design', async () => {
  test.setTimeout(600_000)
  mkdirSync(folder, { recursive: true })
  const server = await Server.start()
  const browser: Browser = await launch('chromium')
  const reader = async () => Reader.with(await phone(browser, 'en'), 'en')
  const parts = await components()
  try {
    const heron = await reader()
    await heron.page.goto(new URL(server.links.participant).origin)
    await heron.sees('home.title')
    await take(heron.page, 'front', 'phone', 'light')
    await heron.page.goto(`${new URL(server.links.participant).origin}/groups`)
    await take(heron.page, 'groups', 'phone', 'dark')
    await heron.page.goto(server.links.participant)
    await heron.sees('name.title')
    await take(heron.page, 'entrance', 'phone', 'light')
    await heron.page.goto('about:blank')
    await heron.arrive(server.links.participant, 'Blue Heron')
    await take(heron.page, 'door', 'phone', 'dark')

    const ana = await reader()
    await ana.lead(server.links.facilitator)
    await ana.letIn('Blue Heron')
    await heron.inTheRoom()
    for (const name of ['Quiet Fern', 'Grey Owl', 'Small Wren', 'Red Fox']) {
      const other = await reader()
      await other.arrive(server.links.participant, name)
      await ana.letIn(name)
      await other.inTheRoom()
    }
    await heron.bar('own.microphone').click()
    await take(heron.page, 'room-phone', 'phone', 'light')
    const owl = await reader()
    await owl.arrive(server.links.participant, 'Late Owl')
    await take(ana.page, 'desk', 'desktop', 'light')
    await take(ana.page, 'desk-phone', 'phone', 'dark')
    await ana.open('own.more')
    await ana.press('circle.start')
    await ana.press('circle.start.yes')
    await heron.sees('circle.yours.title')
    await take(heron.page, 'turn', 'phone', 'dark')
    await ana.open('own.people')
    await take(ana.page, 'circle', 'desktop', 'dark')
    await ana.open('own.more')
    await ana.press('calm.do')
    await heron.sees('calm.title')
    await take(heron.page, 'calm', 'phone', 'light')
    await ana.press('desk.end')
    await ana.press('desk.end.yes')
    await heron.sees('end.ended.title')
    await take(heron.page, 'end', 'phone', 'light')

    const page = heron.page
    await page.goto(parts.address)
    await expect(page.getByRole('heading', { name: 'Components', level: 1 })).toBeVisible({ timeout: 60_000 })
    await take(page, 'components', 'desktop', 'light', true)
    await take(page, 'components-dark', 'desktop', 'dark', true)
    await page.emulateMedia({ forcedColors: 'active' })
    await take(page, 'components-forced', 'desktop', 'dark', true)
  } finally {
    await parts.close()
    await browser.close()
    await server.stop()
  }
})
