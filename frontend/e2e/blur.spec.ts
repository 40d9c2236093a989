// What is behind a person is blurred before it leaves their device, or their camera stays off. A real picture of a
// person, and real eyes at the other end.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { arrive, lead } from './people'
import { Server } from './server'

const person = readFileSync(new URL('pictures/person.jpg', import.meta.url))
const picture = `data:image/jpeg;base64,${person.toString('base64')}`

/** How much goes on in the face and in what is behind it, as sums of differences between neighbouring pixels. */
interface Sharpness {
  readonly face: number
  readonly behind: number
}

/** Of the picture on the page, as shares of what the camera sees; undefined while there is none. */
function sharpness(page: Page): Promise<Sharpness | undefined> {
  return page.evaluate(async (source) => {
    const measure = (image: CanvasImageSource): Sharpness => {
      const pen = new OffscreenCanvas(320, 180).getContext('2d') as OffscreenCanvasRenderingContext2D
      pen.drawImage(image, 0, 0, 320, 180)
      const edges = (x: number, y: number, width: number, height: number): number => {
        const { data } = pen.getImageData(x, y, width, height)
        let sum = 0
        for (let i = 4; i < data.length; i += 4) {
          if ((i / 4) % width !== 0) sum += Math.abs((data[i + 1] ?? 0) - (data[i - 3] ?? 0))
        }
        return sum / (width * height)
      }
      return { face: edges(130, 22, 40, 50), behind: (edges(0, 0, 60, 180) + edges(260, 0, 60, 180)) / 2 }
    }
    const video = [...document.querySelectorAll('video')].find((v) => v.videoWidth > 0 && v.checkVisibility())
    if (!video) return undefined
    const camera = new Image()
    camera.src = source
    await camera.decode()
    const [is, was] = [measure(video), measure(camera)]
    return { face: is.face / was.face, behind: is.behind / was.behind }
  }, picture)
}

/** A person who can be told from what is behind them by nothing but being sharp. */
async function expectBlurred(page: Page, message: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { face = 0, behind = 1 } = (await sharpness(page)) ?? {}
        return face > 0.5 && behind < 0.1
      },
      { message, timeout: 45_000 },
    )
    .toBe(true)
}

/** A canvas that shows the picture stands for a camera. */
async function cameraOfCanvas(page: Page): Promise<void> {
  await page.addInitScript((source) => {
    navigator.mediaDevices.getUserMedia = async () => {
      const image = new Image()
      image.src = source
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = 480
      canvas.height = 270
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D
      setInterval(() => pen.drawImage(image, 0, 0, 480, 270), 100)
      return canvas.captureStream(10)
    }
  }, picture)
}

/** The browser's own fake camera, which plays a file. */
async function cameraOfFile(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia')
  })
}

for (const name of ['chromium', 'firefox'] as const) {
  test.describe(`in ${name}`, () => {
    let browser: Browser
    let server: Server
    let folder: string

    test.beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'camera-'))
      const film = join(folder, 'person.mjpeg')
      await writeFile(film, Buffer.concat([person, person]))
      server = await Server.start()
      const flags = ['--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
      browser = await launch(name, name === 'chromium' ? { flags } : {})
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
      await rm(folder, { recursive: true })
    })

    test('what is behind a person is blurred for others too, or nobody sees them', async () => {
      test.setTimeout(240_000)
      const ana = await lead(browser, server.links.facilitator, 'Ana')
      const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
        before: name === 'chromium' ? cameraOfFile : cameraOfCanvas,
        onCheck: async (page) => {
          await page.getByRole('checkbox', { name: 'Blur what is behind me' }).check()
          await page.getByRole('button', { name: 'See my picture' }).click()
          await expectBlurred(page, 'the private look')
          await page.getByRole('button', { name: 'Turn the camera off' }).click()
        },
      })
      await ana.admit('Blue Heron')
      await heron.inTheRoom()
      await heron.turnOnCamera()
      await expectBlurred(ana.page, 'what Ana sees')

      await heron.button('Camera').click()
      await expect(heron.button('Camera')).toHaveAttribute('aria-pressed', 'false')
      await heron.page.context().route('**/*.tflite', (route) => route.fulfill({ status: 404 }))
      await heron.button('Camera').click()
      await expect(heron.page.getByText(/We can not blur what is behind you right now/)).toBeVisible()
      await expect(heron.button('Camera')).toHaveAttribute('aria-pressed', 'false')
      expect(await sharpness(ana.page)).toBeUndefined()

      await heron.button('Camera on, without blur').click()
      await expect(heron.button('Camera')).toHaveAttribute('aria-pressed', 'true')
      await expect
        .poll(async () => (await sharpness(ana.page))?.behind, { message: 'without blur', timeout: 45_000 })
        .toBeGreaterThan(0.5)
    })
  })
}
