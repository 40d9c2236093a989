// What the page costs the device it is open on: while somebody waits, and in
// a room where nine people move, talk, write and raise hands. Prints figures;
// run it with `make page-figures`.
import { type ChildProcess, spawn } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { Meter, told } from './costs'
import { arrive, lead, type Person } from './people'
import { type Links, Server } from './server'

const roomload = resolve(dirname(fileURLToPath(import.meta.url)), '../../bin/roomload')
const warmUpMs = 15_000
const measuredMs = 40_000
const tracedMs = 15_000

let server: Server
let browser: Browser
test.beforeEach(async () => {
  test.setTimeout(600_000)
  server = await Server.start()
  browser = await launch('chromium')
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

/** Nine people without browsers, who move and stir until they are told to stop. */
class Company {
  private constructor(private readonly process: ChildProcess) {}

  static start({ participant, facilitator }: Links): Company {
    const who = ['--onlooker', `--url=${participant}`, `--facilitator=${facilitator}`]
    const what = ['--people=9', '--video=9', '--talkers=3', '--duration=10m']
    return new Company(spawn(roomload, [...who, ...what], { stdio: ['ignore', 'ignore', 'inherit'] }))
  }

  async leave(): Promise<void> {
    const code = await new Promise<number | null>((done) => {
      if (this.process.exitCode !== null) return done(this.process.exitCode)
      this.process.once('exit', (exit) => done(exit))
      this.process.kill('SIGINT')
    })
    expect(code).toBe(0)
  }
}

async function measure(what: string, page: Page, slower = 1): Promise<void> {
  const meter = await Meter.on(browser, page)
  await meter.slow(slower)
  await page.waitForTimeout(warmUpMs)
  const costs = told(await meter.costs(measuredMs))
  const work = (await meter.longestWork(tracedMs)).toFixed(1)
  process.stdout.write(`${what}: ${costs}; the longest task works ${work} ms\n`)
}

const moving = (person: Person): Promise<number> =>
  person.page
    .getByLabel(/^Picture of/)
    .evaluateAll(
      (videos) => (videos as HTMLVideoElement[]).filter((v) => v.getVideoPlaybackQuality().totalVideoFrames > 1).length,
    )

test('nothing but a browser', async () => {
  const page = await browser.newPage()
  await page.goto('about:blank')
  await measure('an empty page', page)
})

test('the meeting page before the door', async () => {
  const page = await browser.newPage()
  await page.goto(server.links.participant)
  await expect(page.getByRole('textbox', { name: /type your own/i })).toBeVisible()
  await measure('meeting page', page)
})

test('at the door', async () => {
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await heron.atTheDoor()
  await measure('at the door', heron.page)
})

test('alone in the room', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  await measure('alone in the room', ben.page)
})

for (const [what, viewport, slower] of [
  ['on a desk', { width: 1280, height: 800 }, 1],
  ['with the chat open', { width: 1280, height: 800 }, 1],
  ['on a phone', { width: 360, height: 740 }, 1],
  ['on a device a quarter as fast', { width: 1280, height: 800 }, 4],
] as const) {
  test(`nine people who move, ${what}`, async () => {
    const company = Company.start(server.links)
    const context = await browser.newContext({ viewport })
    const ben = await lead(browser, server.links.coFacilitator, 'Ben', { context })
    await expect.poll(() => moving(ben), { timeout: 60_000 }).toBeGreaterThanOrEqual(viewport.width > 400 ? 9 : 4)
    if (what === 'with the chat open') await ben.openChat()
    await measure(`nine people, ${what}`, ben.page, slower)
    await company.leave()
  })
}
