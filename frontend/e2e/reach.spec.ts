// Networks that let little out: through the relay on each of its transports,
// over TCP alone, and over the app's own port alone.
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { appPort, Far, type Refused } from './far'
import { audible, coloursSeen, listen, loudnessOf, near, type Sending } from './media'
import { arrive, type Leader, lead, type Person } from './people'
import type { Server } from './server'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }
const heron: Sending = { tone: 1500, colour: [30, 180, 40] }

/** Lets the page use nothing but the relay, by addresses that begin and end so. */
async function throughRelay(page: Page, scheme: string, transport: string): Promise<void> {
  await page.addInitScript(
    ([begin, end]) => {
      const Native = window.RTCPeerConnection
      window.RTCPeerConnection = class extends Native {
        constructor(configuration: RTCConfiguration = {}) {
          const iceServers = (configuration.iceServers ?? []).map((s) => ({
            ...s,
            urls: [s.urls].flat().filter((u) => u.startsWith(begin as string) && u.endsWith(end as string)),
          }))
          super({ ...configuration, iceServers, iceTransportPolicy: 'relay' })
        }
      }
    },
    [scheme, `=${transport}`],
  )
}

async function meets(leader: Leader, person: Person): Promise<void> {
  await leader.admit(person.name)
  await person.inTheRoom()
  await person.turnOnMicrophone()
  await person.turnOnCamera()
  await listen(person.page)
  const patient = { timeout: 40_000 }
  await expect
    .poll(() => loudnessOf(person.page, ana.tone), { ...patient, message: 'the person hears' })
    .toBeGreaterThan(audible)
  await expect
    .poll(() => loudnessOf(leader.page, heron.tone), { ...patient, message: 'and is heard' })
    .toBeGreaterThan(audible)
  for (const [who, sent] of [
    [person, ana],
    [leader, heron],
  ] as const) {
    await expect
      .poll(async () => (await coloursSeen(who.page)).some((c) => near(c, sent.colour)), {
        ...patient,
        message: `${who.name} sees`,
      })
      .toBe(true)
  }
}

for (const name of ['chromium', 'firefox'] as const) {
  test.describe(`from a network that lets little out, in ${name}`, () => {
    test.setTimeout(180_000)
    let far: Far
    let server: Server
    let beside: Browser
    let here: BrowserContext

    test.beforeEach(async () => {
      far = await Far.open()
    })
    test.afterEach(async () => {
      await here?.close()
      await beside?.close()
      await server?.stop()
      far.close()
    })

    async function opens(env: Record<string, string>, secure: boolean, ...refused: Refused[]): Promise<Leader> {
      server = await far.server(env, secure)
      far.refuse(...refused)
      beside = await far.beside()
      here = await far.here(name)
      const leader = await lead(beside, server.links.facilitator, 'Ana', { sending: ana })
      await leader.turnOnMicrophone()
      await leader.turnOnCamera()
      await listen(leader.page)
      return leader
    }

    const come = (before?: (page: Page) => Promise<void>): Promise<Person> =>
      arrive(beside, far.linkFor(name, server.links.participant), 'Blue Heron', {
        sending: heron,
        context: here,
        ...(before ? { before } : {}),
      })

    for (const [what, scheme, transport] of [
      ['UDP', 'turn:', 'udp'],
      ['TCP', 'turn:', 'tcp'],
      ['TLS', 'turns:', 'tcp'],
    ] as const) {
      test(`the relay over ${what} carries sound and picture`, async () => {
        const leader = await opens({}, what === 'TLS')
        await meets(leader, await come((page) => throughRelay(page, scheme, transport)))
      })
    }

    test('without UDP and without a relay, sound and picture go over TCP', async () => {
      const leader = await opens({ WARMROOM_TURN: 'off' }, false, 'udp')
      await meets(leader, await come())
    })

    test('where only the port of the page is let out, sound and picture share it', async () => {
      const leader = await opens({}, true)
      far.refuse('udp', { tcpBut: appPort(server.links) })
      await meets(leader, await come())
    })
  })
}

for (const name of ['chromium', 'firefox'] as const) {
  test(`before the meeting, ${name} finds out whether sound gets through, and why not`, async () => {
    test.setTimeout(180_000)
    const far = await Far.open()
    const server = await far.server()
    const here = await far.here(name)
    const page = await here.newPage()
    await page.goto(far.linkFor(name, server.links.participant))
    await page.getByRole('textbox', { name: /type your own/i }).fill('Blue Heron')
    await page.getByRole('button', { name: 'Continue', exact: true }).click()
    const part = page.getByRole('region', { name: 'Connection', exact: true })
    const finds = async (verdict: string, why: string): Promise<void> => {
      await part.getByRole('button', { name: /^Check/ }).click()
      await expect(part.getByRole('status')).toContainText(verdict, { timeout: 40_000 })
      await expect(part.getByRole('status')).toContainText(why)
    }
    await finds('Good.', 'Sound and picture get through.')
    far.refuse('udp')
    await finds('It works.', '')
    far.refuse('udp', { tcpBut: appPort(server.links) })
    await finds('Blocked.', 'UDP, TCP and the relay are all blocked')
    far.refuse()
    await finds('Good.', 'Sound and picture get through.')

    far.refuse('udp', { tcpBut: appPort(server.links) }) // and at the door it is offered by itself
    await page.getByRole('button', { name: 'Just listen', exact: true }).click()
    await page.getByRole('button', { name: 'I agree', exact: true }).click()
    await expect(page.getByText('Sound and picture do not get through yet.')).toBeVisible({ timeout: 40_000 })
    await finds('Blocked.', 'UDP, TCP and the relay are all blocked')
    far.refuse()
    await expect(page.getByText('Sound and picture do not get through yet.')).toBeHidden({ timeout: 60_000 })
    await here.close()
    await server.stop()
    far.close()
  })
}

test('whose sound and picture stop on the way is shown to the others as a weak connection', async () => {
  test.setTimeout(120_000)
  const far = await Far.open()
  const server = await far.server({ WARMROOM_TURN: 'off' })
  const beside = await far.beside()
  const here = await far.here('chromium')
  const leader = await lead(beside, server.links.facilitator, 'Ana', { sending: ana })
  const person = await arrive(beside, server.links.participant, 'Blue Heron', { sending: heron, context: here })
  await leader.admit('Blue Heron')
  await person.inTheRoom()
  await person.turnOnMicrophone()
  await listen(leader.page)
  await expect.poll(() => loudnessOf(leader.page, heron.tone)).toBeGreaterThan(audible)
  await leader.openPeople()
  const row = leader.page
    .getByRole('region', { name: 'People', exact: true })
    .getByRole('listitem')
    .filter({ hasText: 'Blue Heron' })
  await expect(row).not.toContainText('weak connection')

  far.refuse('udp', { tcpBut: appPort(server.links) }) // the page's own socket goes on
  await expect(row).toContainText('weak connection', { timeout: 30_000 })
  await expect(leader.tile('Blue Heron')).toContainText('weak connection')
  await expect(row).not.toContainText('Reconnecting')

  far.refuse()
  await expect(row).not.toContainText('weak connection', { timeout: 60_000 })
  await expect.poll(() => loudnessOf(leader.page, heron.tone), { timeout: 30_000 }).toBeGreaterThan(audible)
  await here.close()
  await beside.close()
  await server.stop()
  far.close()
})
