// What is said is heard: whole, without gaps when the speaker changes, and on
// networks that lose a part of it.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { duration, earful, longestGap, median, prick, withEars } from './ear'
import { freePort, LossyNetwork } from './loss'
import { type Sending, voice } from './media'
import { arrive, lead, type Person } from './people'
import { Server } from './server'

const tones = [500, 1000, 1600, 2300]
const sending = (i: number): Sending => ({ tone: tones[i] ?? 0, colour: [10, 10, 10] })

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** A number of the page's statistics for sound, summed over the reports that have it; 0 when none has. */
function statistic(page: Page, type: string, field: string): Promise<number> {
  return page.evaluate(
    async ([type, field]) => {
      const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
      const reports = [...((await connections.at(-1)?.getStats()) ?? new Map()).values()]
      return reports.filter((r) => r.kind === 'audio' && r.type === type).reduce((sum, r) => sum + (r[field] ?? 0), 0)
    },
    [type, field] as const,
  )
}

/** What a server has counted. */
async function counted(ops: number, metric: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${ops}/metrics`)).text()
  return Number(text.match(new RegExp(`^warmroom_sfu_${metric} (.*)$`, 'm'))?.[1])
}

/** Keeps a measurement in the report of the run. */
function measured(what: string, figures: readonly number[]): string {
  const description = `${what}: ${figures.map((x) => Math.round(x * 1000) / 1000).join(', ')}`
  test.info().annotations.push({ type: 'measured', description })
  return description
}

for (const name of ['chromium', 'firefox'] as const) {
  test.describe(`in ${name}`, () => {
    let browser: Browser
    let server: Server

    test.beforeEach(async () => {
      browser = await launch(name as BrowserName)
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
    })

    /** Wren, who listens. */
    async function listener(leader: { admit(name: string): Promise<void> }): Promise<Person> {
      const wren = await arrive(browser, server.links.participant, 'Wren', { context: await withEars(browser) })
      await leader.admit('Wren')
      await wren.inTheRoom()
      await prick(wren.page, tones)
      return wren
    }

    test('there is no gap when the speaker changes', async () => {
      server = await Server.start()
      const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: sending(0) })
      const ben = await lead(browser, server.links.coFacilitator, 'Ben', { sending: sending(1) })
      for (const person of [ana, ben]) await person.turnOnMicrophone()
      await voice(ben.page, false)
      const wren = await listener(ana)
      await expect.poll(async () => duration((await earful(wren.page)).tones[0] ?? [])).toBeGreaterThan(0)

      const gaps: number[] = []
      for (let turn = 0; turn < 7; turn++) {
        const [before, after] = turn % 2 ? [ben, ana] : [ana, ben]
        await sleep(900) // long enough to have been silent
        await earful(wren.page)
        const at = Date.now() + 400
        await Promise.all([voice(before.page, false, at), voice(after.page, true, at)])
        await sleep(1200)
        const [first = [], second = []] = (await earful(wren.page)).tones
        expect(Math.min(duration(first), duration(second)), 'both are heard').toBeGreaterThan(100)
        gaps.push(longestGap(first.map((there, i) => there || second[i] === true)))
      }
      // The machine makes gaps of its own while it is busy; ours would be in every change.
      expect(median(gaps), measured('gaps in ms', gaps)).toBeLessThanOrEqual(60)
    })

    test('of more people than are heard at once, whoever begins to speak is heard from the first word on', async () => {
      server = await Server.start()
      const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: sending(0) })
      const ben = await lead(browser, server.links.coFacilitator, 'Ben', { sending: sending(1) })
      const people: Person[] = [ana, ben]
      for (const [i, called] of ['Heron', 'Robin'].entries()) {
        const person = await arrive(browser, server.links.participant, called, { sending: sending(i + 2) })
        await ana.admit(called)
        await person.inTheRoom()
        people.push(person)
      }
      for (const person of people) {
        await person.turnOnMicrophone()
        await voice(person.page, false)
      }
      const wren = await listener(ana)
      await sleep(2000)
      const whole: number[] = []
      const peaks: number[] = []
      for (let turn = 0; turn < 8; turn++) {
        const speaker = people[turn % people.length] as Person
        await earful(wren.page)
        const at = Date.now() + 300
        await voice(speaker.page, true, at)
        await voice(speaker.page, false, at + 200)
        await sleep(2300) // longer than a place is kept for who fell silent
        const heard = await earful(wren.page)
        const tone = heard.tones[turn % people.length] ?? []
        whole.push(duration(tone))
        peaks.push(
          Math.max(...heard.peaks.slice(0, tone.indexOf(true) - 2), ...heard.peaks.slice(tone.lastIndexOf(true) + 8)),
        )
      }
      const heard = measured('of 200 ms were heard', whole)
      expect(median(whole), heard).toBeGreaterThanOrEqual(190)
      expect(whole.filter((ms) => ms >= 150).length, heard).toBeGreaterThanOrEqual(6)
      expect(median(peaks), measured('the silence between, at its loudest', peaks)).toBeLessThan(0.02)
    })

    test('silence costs next to nothing', async () => {
      server = await Server.start()
      const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: sending(0) })
      await ana.turnOnMicrophone()
      const perSecond = async (): Promise<number> => {
        const before = await statistic(ana.page, 'outbound-rtp', 'packetsSent')
        const at = Date.now()
        await sleep(4000)
        return ((await statistic(ana.page, 'outbound-rtp', 'packetsSent')) - before) / ((Date.now() - at) / 1000)
      }
      await expect.poll(() => statistic(ana.page, 'outbound-rtp', 'packetsSent')).toBeGreaterThan(0)
      const humming = await perSecond()
      await voice(ana.page, false)
      await sleep(1000)
      const silent = await perSecond()
      expect(silent, measured('packets a second, humming and silent', [humming, silent])).toBeLessThan(humming / 2)
    })

    test('the noise of a quiet room goes over to another like it, without a click', async () => {
      const ops = await freePort()
      server = await Server.start({ WARMROOM_OPS_LISTEN: `127.0.0.1:${ops}` })
      const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: { ...sending(0), noise: 0.0004 } })
      await ana.turnOnMicrophone()
      const wren = await listener(ana)
      await expect.poll(async () => duration((await earful(wren.page)).tones[0] ?? [])).toBeGreaterThan(0)
      const before = await counted(ops, 'silent_packets_total')
      for (let turn = 0; turn < 3; turn++) {
        await voice(ana.page, false)
        await sleep(400)
        await earful(wren.page)
        await sleep(2500)
        const { peaks } = await earful(wren.page)
        expect(Math.max(...peaks), measured('the loudest of the silence', [Math.max(...peaks)])).toBeLessThan(0.01)
        await voice(ana.page, true)
        await sleep(500)
        expect(duration((await earful(wren.page)).tones[0] ?? []), 'and is heard again').toBeGreaterThan(100)
      }
      expect(await counted(ops, 'silent_packets_total'), 'the server left silence out').toBeGreaterThan(before + 5)
    })

    test('where packets get lost, sound is asked for again, and sent twice', async () => {
      test.setTimeout(180_000)
      const [media, ops] = [await freePort(), await freePort()]
      server = await Server.start({ WARMROOM_MEDIA_UDP: `127.0.0.1:${media}`, WARMROOM_OPS_LISTEN: `127.0.0.1:${ops}` })
      const network = await LossyNetwork.before(media)
      const before = (page: Page): Promise<void> => network.lead(page)
      const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: sending(0), before })
      const ben = await lead(browser, server.links.coFacilitator, 'Ben', { sending: sending(1), before })
      for (const person of [ana, ben]) await person.turnOnMicrophone()
      await expect.poll(() => statistic(ben.page, 'inbound-rtp', 'packetsReceived')).toBeGreaterThan(50)
      network.up = network.down = { loss: 0.1, delayMs: 5 }

      const soon = { timeout: 60_000 }
      // Up: the page answers what the server asks for again.
      await expect.poll(() => statistic(ana.page, 'outbound-rtp', 'retransmittedPacketsSent'), soon).toBeGreaterThan(0)
      // Down: every packet carries the frame before it, or comes twice.
      await expect.poll(() => counted(ops, 'redundant_packets_total'), soon).toBeGreaterThan(100)
      if (name === 'chromium') {
        await expect.poll(() => counted(ops, 'retransmissions_total'), soon).toBeGreaterThan(0)
        // Up: the page sends redundancy by itself when the server reports loss.
        await expect.poll(() => counted(ops, 'recovered_packets_total'), soon).toBeGreaterThan(5)
      }
      // By redundancy, and without it by the correction in Opus, which the answer asks for.
      await expect.poll(() => statistic(ben.page, 'inbound-rtp', 'fecPacketsReceived'), soon).toBeGreaterThan(10)
      network.close()
    })
  })
}
