// What the media plane promises, seen from browsers of both kinds: layers that
// come and go with who watches, slots that change hands, a screen one can read,
// a network that changes, and a path too narrow for pictures.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { freePort, LossyNetwork } from './loss'
import { audible, coloursSeen, listen, loudnessOf, near, type Sending } from './media'
import { arrive, lead, type Person } from './people'
import { Server } from './server'
import { layersAsked, layersSent, mediaOf } from './stats'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }
const ben: Sending = { tone: 900, colour: [30, 60, 200] }
const heronSends: Sending = { tone: 1500, colour: [30, 180, 40] }

const desk = { width: 1280, height: 800 }
const stamp = { width: 360, height: 300 }

/** Encoders that warm up, on a machine that has much else to do. */
const slow = { timeout: 60_000 }

const sees = (page: Page, { colour }: Sending) =>
  expect.poll(async () => (await coloursSeen(page)).some((c) => near(c, colour)), slow).toBe(true)

/** The picture in a tile, as it is shown. */
const shown = (person: Person, name: string) =>
  person.tile(name).evaluate((tile) => {
    const video = [...tile.querySelectorAll('video')].find((v) => v.checkVisibility({ visibilityProperty: true }))
    if (!video?.videoWidth) return null
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 9
    const pen = canvas.getContext('2d') as CanvasRenderingContext2D
    pen.drawImage(video, 0, 0, 9, 9)
    const [r, g, b] = pen.getImageData(4, 4, 1, 1).data as unknown as [number, number, number]
    return { width: video.videoWidth, colour: [r, g, b] }
  })

const widthOf = async (person: Person, name: string) => (await shown(person, name))?.width ?? 0

let server: Server
const open: Browser[] = []

const start = async (name: BrowserName): Promise<Browser> => {
  const browser = await launch(name)
  open.push(browser)
  return browser
}

test.beforeEach(async () => {
  test.setTimeout(240_000)
  server = await Server.start()
})
test.afterEach(async () => {
  for (const browser of open.splice(0)) await browser.close()
  await server.stop()
})

for (const [from, to] of [
  ['chromium', 'firefox'],
  ['firefox', 'chromium'],
] as const) {
  test.describe(`from ${from} to ${to}`, () => {
    test('layers that nobody needs stop, and start again at once', async () => {
      const sender = await lead(await start(from), server.links.facilitator, 'Ana', { sending: ana })
      const viewer = await arrive(await start(to), server.links.participant, 'Blue Heron')
      await viewer.page.setViewportSize(desk)
      await sender.admit('Blue Heron')
      await viewer.inTheRoom()
      await sender.turnOnCamera()

      await expect
        .poll(async () => (await mediaOf(sender.page)).camera.filter((l) => l.packets > 0).map((l) => l.rid), slow)
        .toEqual(['q', 'h', 'f'])
      await expect.poll(() => widthOf(viewer, 'Ana'), slow).toBe(960)
      await expect.poll(() => layersSent(sender.page, 1000), slow).toBe('f')
      for (const page of [sender.page, viewer.page]) expect((await mediaOf(page)).cipher).toMatch(/AES_128_GCM/)

      await viewer.page.setViewportSize(stamp)
      await expect.poll(() => layersSent(sender.page, 1000), slow).toBe('q')
      await expect.poll(() => widthOf(viewer, 'Ana'), slow).toBe(240)

      const wants = () => layersAsked(sender.page)
      expect(await wants()).toBe('q')
      await viewer.page.setViewportSize(desk)
      await expect.poll(wants, { timeout: 2_000, intervals: [50] }).toBe('q f')
      await expect.poll(() => widthOf(viewer, 'Ana'), slow).toBe(960)
      await sees(viewer.page, ana)
    })

    test('a camera nobody sees sends nothing', async () => {
      const sender = await lead(await start(from), server.links.facilitator, 'Ana', { sending: ana })
      await sender.turnOnCamera()
      await expect.poll(async () => (await mediaOf(sender.page)).camera.some((l) => l.packets > 0), slow).toBe(true)
      await expect.poll(() => layersSent(sender.page, 2000), slow).toBe('')

      const viewer = await arrive(await start(to), server.links.participant, 'Blue Heron')
      await sender.admit('Blue Heron')
      await viewer.inTheRoom()
      await sees(viewer.page, ana)

      const hide = (hidden: boolean) =>
        viewer.page.evaluate((away) => {
          Object.defineProperty(document, 'hidden', { configurable: true, value: away })
          document.dispatchEvent(new Event('visibilitychange'))
        }, hidden)
      await hide(true)
      await expect.poll(() => layersSent(sender.page, 2000), slow).toBe('')
      await hide(false)
      await expect.poll(() => layersSent(sender.page, 1000), slow).not.toBe('')
      await sees(viewer.page, ana)
    })

    test('a shared screen has a slot of its own, large enough to read, beside the camera', async () => {
      const sender = await lead(await start(from), server.links.facilitator, 'Ana', { sending: ana })
      const viewer = await arrive(await start(to), server.links.participant, 'Blue Heron')
      await viewer.page.setViewportSize(desk)
      await sender.admit('Blue Heron')
      await viewer.inTheRoom()
      await sender.turnOnCamera()
      await sees(viewer.page, ana)
      await sender.button('More').click()
      await sender.button('Share my screen').click()

      const screen = viewer.page.getByRole('figure', { name: 'Screen of Ana' })
      await expect(screen).toBeVisible(slow)
      const picture = screen.locator('video')
      await expect.poll(() => picture.evaluate((v) => (v as HTMLVideoElement).videoWidth), slow).toBe(1280)
      const { height } = (await screen.boundingBox()) ?? { height: 0 }
      expect(height, 'the screen takes most of the stage').toBeGreaterThan(desk.height / 3)
      await expect.poll(async () => (await shown(viewer, 'Ana'))?.width ?? 0, slow).toBeGreaterThan(0)

      const used = async () => (await mediaOf(viewer.page)).slots.filter((s) => s.frames > 0)
      const [camera, shared] = (await used()).sort((a, b) => Number(a.mid) - Number(b.mid))
      expect(shared?.width).toBe(1280)
      await expect
        .poll(async () => {
          const now = await used()
          return [camera, shared].every(
            (was) => (now.find((s) => s.mid === was?.mid)?.frames ?? 0) > (was?.frames ?? 0) + 5,
          )
        }, slow)
        .toBe(true)
      await sender.button('Share my screen').click()
      await expect(screen).toBeHidden(slow)
      await sees(viewer.page, ana)
    })

    test('ICE restarts under a call, and others see no more than that somebody reconnects', async () => {
      const sender = await lead(await start(from), server.links.facilitator, 'Ana', { sending: ana })
      const other = await arrive(await start(to), server.links.participant, 'Blue Heron', { sending: heronSends })
      await sender.admit('Blue Heron')
      await other.inTheRoom()
      for (const person of [sender, other]) {
        await person.turnOnMicrophone()
        await person.turnOnCamera()
        await listen(person.page)
      }
      await sees(sender.page, heronSends)
      await sees(other.page, ana)
      await watchTiles(sender.page, 'Blue Heron')

      for (let round = 0; round < 2; round++) {
        const before = await mediaOf(other.page)
        const frames = await framesOf(sender.page)
        await other.page.evaluate(() => window.dispatchEvent(new Event('online')))
        await expect.poll(async () => (await mediaOf(other.page)).ufrag, slow).not.toBe(before.ufrag)
        await expect.poll(async () => (await framesOf(sender.page)) - frames, slow).toBeGreaterThan(20)
        await expect
          .poll(async () => (await mediaOf(other.page)).slots.reduce((n, s) => n + s.frames, 0), slow)
          .toBeGreaterThan(before.slots.reduce((n, s) => n + s.frames, 0) + 20)
      }
      await expect.poll(() => loudnessOf(sender.page, heronSends.tone), slow).toBeGreaterThan(audible)
      await expect.poll(() => loudnessOf(other.page, ana.tone), slow).toBeGreaterThan(audible)
      expect(await connectionsOf(other.page), 'connections made').toBe(1)
      expect(await tilesLost(sender.page), 'times the tile was taken away').toBe(0)
    })
  })
}

/** Counts how often the tile of a person is taken off the page. */
async function watchTiles(page: Page, name: string): Promise<void> {
  await page.evaluate((whose) => {
    let lost = 0
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) {
        for (const node of removedNodes)
          if (node instanceof HTMLElement && node.matches('li') && node.textContent?.includes(whose)) lost++
      }
    }).observe(document.querySelector('main') as HTMLElement, { childList: true, subtree: true })
    Object.assign(window, { tilesLost: () => lost })
  }, name)
}

const tilesLost = (page: Page) => page.evaluate(() => (window as unknown as { tilesLost(): number }).tilesLost())

const connectionsOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { e2e: { connections: unknown[] } }).e2e.connections.length)

const framesOf = async (page: Page) => (await mediaOf(page)).slots.reduce((n, s) => n + s.frames, 0)

/** Leaves the page one slot for cameras and one for a screen. */
async function oneCameraSlot(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const add = RTCPeerConnection.prototype.addTransceiver
    RTCPeerConnection.prototype.addTransceiver = function (what, init) {
      const slots = this.getTransceivers().filter(
        (t) => t.direction === 'recvonly' && t.receiver.track.kind === 'video',
      )
      const full = init?.direction === 'recvonly' && what === 'video' && slots.length === 2
      return full ? (slots[1] as RTCRtpTransceiver) : add.call(this, what, init)
    }
  })
}

for (const to of ['chromium', 'firefox'] as const) {
  test(`with more cameras than slots, the one slot in ${to} goes to who speaks without a freeze`, async () => {
    const one = await start('chromium')
    const two = await start('firefox')
    const first = await lead(one, server.links.facilitator, 'Ana', { sending: ana })
    const second = await lead(two, server.links.coFacilitator, 'Ben', { sending: ben })
    const third = await arrive(one, server.links.participant, 'Blue Heron', { sending: heronSends })
    const viewer = await arrive(to === 'chromium' ? one : two, server.links.participant, 'Quiet Fern', {
      before: oneCameraSlot,
    })
    await first.openPeople()
    await expect(first.button('Let in Quiet Fern')).toBeVisible()
    await first.admitAll()
    await viewer.inTheRoom()
    const speakers: [Person, string, Sending][] = [
      [first, 'Ana', ana],
      [second, 'Ben', ben],
      [third, 'Blue Heron', heronSends],
    ]
    for (const [person] of speakers) await person.turnOnCamera()
    await expect.poll(async () => (await coloursSeen(viewer.page)).length, slow).toBe(1)

    let frames = 0
    for (const turn of [0, 1, 2, 0, 2]) {
      const [speaker, name, { colour }] = speakers[turn] as [Person, string, Sending]
      await speaker.turnOnMicrophone()
      await expect
        .poll(async () => {
          const picture = await shown(viewer, name)
          return picture !== null && near(picture.colour, colour)
        }, slow)
        .toBe(true)
      const slots = (await mediaOf(viewer.page)).slots.filter((s) => s.frames > 0)
      expect(slots, 'slots that ever showed a camera').toHaveLength(1)
      expect(slots[0]?.frames).toBeGreaterThan(frames)
      frames = slots[0]?.frames ?? 0
      await expect
        .poll(async () => (await mediaOf(viewer.page)).slots[0]?.frames ?? 0, slow)
        .toBeGreaterThan(frames + 10)
      await speaker.button(/^Microphone/).click()
      await expect(speaker.button(/^Microphone/)).not.toHaveAttribute('aria-pressed', 'true')
    }
  })

  test(`on a path too narrow for pictures, ${to} says so and the sound goes on`, async () => {
    await server.stop()
    const port = await freePort()
    server = await Server.start({ WARMROOM_MEDIA_UDP: `127.0.0.1:${port}` })
    const network = await LossyNetwork.before(port)
    const carry = (bitsPerSecond: number) => {
      network.down = { loss: 0, delayMs: 10, bitsPerSecond }
    }
    const waits = 'Your internet is slow. The picture waits, so that the sound goes on.'
    const sender = await lead(await start('chromium'), server.links.facilitator, 'Ana', {
      sending: { ...ana, lively: true },
    })
    const viewer = await arrive(await start(to), server.links.participant, 'Blue Heron', {
      before: (page) => network.lead(page),
    })
    await sender.admit('Blue Heron')
    await viewer.inTheRoom()
    await sender.turnOnMicrophone()
    await sender.turnOnCamera()
    await listen(viewer.page)
    await sees(viewer.page, ana)

    carry(60_000)
    await expect(viewer.tile('Ana').getByText(waits)).toBeVisible(slow)
    await expect.poll(() => loudnessOf(viewer.page, ana.tone), slow).toBeGreaterThan(audible)
    carry(5_000_000)
    await expect(viewer.tile('Ana').getByText(waits)).toBeHidden(slow)
    await sees(viewer.page, ana)
    network.close()
  })
}
