// How long it takes from the click that enters the room to the first sound
// played and the first frame decoded, fifty times over. Prints figures; run it
// with `make join-figures`.
import { expect, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { lead } from './people'
import { Server } from './server'

const joins = 50

/** Watches, from inside the page, for the first sound and the first picture after the click. */
async function watchFirsts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const firsts = { click: 0, audio: 0, video: 0 }
    Object.assign(window, { firsts })
    document.addEventListener('click', () => (firsts.click ||= performance.now()), { capture: true })
    const came = (stats: RTCInboundRtpStreamStats) =>
      stats.type === 'inbound-rtp' && ((stats.totalSamplesReceived ?? 0) > 0 || (stats.framesDecoded ?? 0) > 0)
    const Native = window.RTCPeerConnection
    window.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration)
        const look = setInterval(async () => {
          for (const report of (await this.getStats()).values()) {
            if (came(report)) firsts[report.kind as 'audio' | 'video'] ||= performance.now()
          }
          if (firsts.audio && firsts.video) clearInterval(look)
        }, 5)
      }
    }
  })
}

function quantile(sorted: readonly number[], q: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number)
}

for (const name of ['chromium', 'firefox'] as const) {
  test(`fifty joins in ${name}`, async () => {
    test.setTimeout(600_000)
    const server = await Server.start()
    const browser = await launch(name as BrowserName)
    const ana = await lead(browser, server.links.facilitator, 'Ana', {
      sending: { tone: 400, colour: [200, 30, 30] },
    })
    await ana.turnOnMicrophone()
    await ana.turnOnCamera()
    const ben = await lead(browser, server.links.coFacilitator, 'Ben', { before: watchFirsts })
    const times: { audio: number[]; video: number[] } = { audio: [], video: [] }
    for (let i = 0; i < joins; i++) {
      await ben.page.evaluate(() => sessionStorage.clear())
      await ben.page.reload()
      await ben.button('Open the room').click()
      const read = () =>
        ben.page.evaluate(() => (window as unknown as { firsts: Record<'click' | 'audio' | 'video', number> }).firsts)
      await expect.poll(async () => Object.values(await read()).every((t) => t > 0)).toBe(true)
      const { click, audio, video } = await read()
      times.audio.push(audio - click)
      times.video.push(video - click)
    }
    for (const [what, list] of Object.entries(times)) {
      list.sort((a, b) => a - b)
      process.stdout.write(
        `${name}: click to first ${what}: p50 ${quantile(list, 0.5)} ms, p95 ${quantile(list, 0.95)} ms, n ${list.length}\n`,
      )
    }
    await browser.close()
    await server.stop()
  })
}
