// A first visit on a phone: three taps from the link to the door, nothing of
// oneself before a press, and trouble told in words with a way out of it.
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { asked } from './media'
import { Server } from './server'
import { phone, Reader } from './tour'

let browser: Browser
let server: Server

test.beforeEach(async () => {
  server = await Server.start()
  browser = await launch('chromium', { flags: ['--host-resolver-rules=MAP room.example 127.0.0.1'] })
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

/** Whatever of one's own went to the server, by the browser's own count, or is kept on the device. */
const given = (page: Page): Promise<{ tracks: number; packets: number; kept: number }> =>
  page.evaluate(async () => {
    const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
    const tracks = connections.flatMap((c) => c.getSenders()).filter((s) => s.track)
    const reports = (await Promise.all(connections.map((c) => c.getStats()))).flatMap((r) => [...r.values()])
    const packets = reports.reduce((sum, r) => sum + (r.type === 'outbound-rtp' ? r.packetsSent : 0), 0)
    return { tracks: tracks.length, packets, kept: localStorage.length }
  })

const connected = (page: Page): Promise<boolean> =>
  page.evaluate(() =>
    (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e.connections.some(
      (c) => c.connectionState === 'connected',
    ),
  )

test('three taps lead from the link to the door, and nothing is sent or kept before a press', async () => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    locale: 'en-US',
  })
  const heron = await Reader.with(context, 'en')
  const { page } = heron
  await page.addInitScript(() => {
    const taps: string[] = []
    Object.assign(window, { taps })
    addEventListener('click', (e) => taps.push((e.target as HTMLElement).innerText.trim()), { capture: true })
    addEventListener('keydown', (e) => taps.push(e.key), { capture: true })
  })
  await page.goto(server.links.participant)
  for (const key of ['common.continue', 'check.listen', 'agree.yes'] as const) await heron.button(key).tap()
  await heron.sees('door.wait')
  expect(await page.evaluate(() => (window as unknown as { taps: string[] }).taps)).toEqual([
    'Continue',
    'Just listen',
    'I agree',
  ])
  const ana = await Reader.with(await phone(browser, 'en'), 'en')
  await ana.lead(server.links.facilitator)
  await ana.open('own.people')
  await ana.page.getByRole('button', { name: /^Let in / }).click()
  await heron.inTheRoom()
  await expect(heron.bar('own.microphone')).toHaveAttribute('aria-pressed', 'false')
  await expect(heron.bar('own.camera')).toHaveAttribute('aria-pressed', 'false')
  await expect.poll(() => connected(page)).toBe(true)
  expect(await asked(page)).toEqual({ microphone: 0, camera: 0 })
  expect(await given(page)).toEqual({ tracks: 0, packets: 0, kept: 0 })
})

/** Somebody at the private check, in a browser as it comes. */
async function checking(context: BrowserContext): Promise<Reader> {
  const page = await context.newPage()
  const reader = new Reader(page, 'en')
  await page.goto(server.links.participant)
  await reader.press('common.continue')
  await reader.sees('check.title')
  return reader
}

test('trouble with a device, a browser or a network is told in words, with what mends it', async () => {
  const refused = await phone(browser, 'en') // it was given other permissions, so Chromium refuses those
  const heron = await checking(refused)
  const { page } = heron
  await heron.press('check.mic.start')
  await heron.sees('device.denied.chrome')
  await heron.press('check.camera.start')
  await expect(page.getByText(heron.say('device.denied.chrome'))).toHaveCount(2)
  for (const [name, message, state, says] of [
    ['NotAllowedError', 'Permission dismissed', 'prompt', 'device.dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'prompt', 'device.system'],
    ['NotFoundError', 'Requested device not found', 'granted', 'device.missing'],
    ['NotReadableError', 'Could not start audio source', 'granted', 'device.in_use'],
  ] as const) {
    await page.evaluate(
      ([is, because, permission]) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException(because, is))
        navigator.permissions.query = async () => ({ state: permission }) as PermissionStatus
      },
      [name, message, state] as const,
    )
    await heron.press('check.mic.start')
    await heron.sees(says)
  }
  await expect(heron.button('check.listen')).toBeEnabled()

  const old = await phone(browser, 'en')
  await old.addInitScript(() => {
    // @ts-expect-error: a browser without it
    delete window.RTCPeerConnection
  })
  const owl = await checking(old)
  await owl.press('check.connection.start')
  await owl.sees('check.connection.no_webrtc')

  const unsafe = await Reader.with(await phone(browser, 'en'), 'en')
  await unsafe.page.goto(server.links.participant.replace('localhost', 'room.example'))
  await unsafe.sees('end.insecure.title')
})

test('where the app does not come, the page itself says so, with phone lines and a way out', async () => {
  const none = await (await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })).newPage()
  await none.goto(server.links.participant)
  await expect(none.getByRole('heading', { name: 'This page did not open' })).toBeVisible()
  await expect(none.getByRole('link', { name: 'Leave now' })).toBeVisible()
  await none.getByRole('link', { name: 'phone lines' }).click()
  await expect(none.getByRole('link', { name: /^Call/ }).first()).toBeVisible()

  const old = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await old.route(/\/assets\/.*\.js$/, (route) => route.abort())
  await old.goto(server.links.participant)
  const said = old.getByRole('heading', { name: 'This page did not open' })
  await expect(said).toBeHidden()
  await old.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish()
  })
  await expect(said).toBeVisible()
  await old.reload()
  await expect(said).toBeHidden()
  await old.addScriptTag({ url: '/old.js' }) // as browsers without modules do
  await expect(said).toBeVisible()
})
