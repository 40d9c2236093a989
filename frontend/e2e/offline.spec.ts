// Without internet: the page of phone lines, for who asked their device to keep it, and for nobody else.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { faultsOf } from './look'
import { Server } from './server'
import { phone } from './tour'

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

test('a device keeps the page with phone lines when asked, and nothing else', async () => {
  const { origin } = new URL(server.links.participant)
  const context = await phone(browser, 'en')
  const page = await context.newPage()
  const kept = () =>
    page.evaluate(async () => {
      const names = await caches.keys()
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
      return requests.flat().map((r) => new URL(r.url).pathname.replace(/-[0-9a-f]+\./, '.'))
    })
  await page.goto(server.links.participant)
  await expect(page.getByRole('textbox', { name: /type your own/i })).toBeVisible()
  expect(await kept(), 'kept by coming to a meeting').toEqual([])

  const all = ['/board/board.css', '/board/board.js', '/icon.svg', '/measures.css', '/measures.html', '/offline']
  await page.goto(origin)
  await page.getByRole('button', { name: 'Keep it on this device' }).click()
  await expect(page.getByText('This device keeps the page.')).toBeVisible()
  expect((await kept()).sort()).toEqual(all)
  await page.goto(server.links.participant) // with the worker between
  await expect(page.getByRole('textbox', { name: /type your own/i })).toBeVisible()
  expect((await kept()).sort()).toEqual(all)

  await context.setOffline(true)
  await page.goto(`${origin}/groups`)
  await expect(page).toHaveTitle('Room')
  await expect(page.getByRole('heading', { name: 'There is no internet right now' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Call 988' })).toHaveAttribute('href', 'tel:988')
  expect(await page.locator('main').evaluate((main) => getComputedStyle(main).display)).toBe('grid') // its styles are there too
  await context.setOffline(false)
  expect(await faultsOf(page)).toEqual([])

  await page.goto(origin)
  await page.getByRole('button', { name: 'Take it away' }).click()
  await expect(page.getByRole('button', { name: 'Keep it on this device' })).toBeVisible()
  expect(await kept()).toEqual([])
  await context.close()
})

test('it can be installed, under a name that says nothing', async () => {
  const { origin } = new URL(server.links.participant)
  const page = await (await phone(browser, 'en')).newPage()
  await page.goto(server.links.participant)
  const devtools = await page.context().newCDPSession(page)
  const { data, errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
  expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Room', short_name: 'Room', start_url: '/' })
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.map((e) => e.errorId)).toEqual(['in-incognito']) // as every page of a test is
  for (const { src } of JSON.parse(data ?? '').icons as { src: string }[]) {
    expect((await page.request.get(origin + src)).ok()).toBe(true)
  }
})
