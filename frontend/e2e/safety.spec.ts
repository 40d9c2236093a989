// What a facilitator decides holds, whatever the client does.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { audible, ignoreMutes, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'

const loud: Sending = { tone: 1500, colour: [30, 180, 40] }

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

test('a muted client that keeps sending is silent for others within 500 ms', async () => {
  const facilitator = await lead(browser, server.links.facilitator, 'Ana')
  const hostile = await arrive(browser, server.links.participant, 'Loud Crow', { sending: loud, before: ignoreMutes })
  await facilitator.admit('Loud Crow')
  await hostile.inTheRoom()
  await hostile.turnOnMicrophone()
  await listen(facilitator.page)
  await expect.poll(() => loudnessOf(facilitator.page, loud.tone)).toBeGreaterThan(audible)
  const sent = () =>
    hostile.page.evaluate(async () => {
      const [connection] = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e.connections.slice(
        -1,
      )
      let packets = 0
      for (const report of (await connection?.getStats())?.values() ?? []) {
        if (report.type === 'outbound-rtp' && report.kind === 'audio') packets += report.packetsSent
      }
      return packets
    })

  await facilitator.act('Loud Crow', 'Mute')
  await expect
    .poll(() => loudnessOf(facilitator.page, loud.tone), { timeout: 500, intervals: [50] })
    .toBeLessThan(audible)
  const before = await sent()
  await expect.poll(sent, { message: 'the hostile client still sends' }).toBeGreaterThan(before + 20)
  expect(await loudnessOf(facilitator.page, loud.tone)).toBeLessThan(audible)

  await hostile.button(/^Microphone/).click({ force: true })
  await expect(hostile.button(/^Microphone/)).not.toHaveAttribute('aria-pressed', 'true')
  await facilitator.act('Loud Crow', 'Ask to unmute')
  expect(await loudnessOf(facilitator.page, loud.tone), 'nobody is unmuted from afar').toBeLessThan(audible)
  await hostile.button('Turn on my microphone').click()
  await expect.poll(() => loudnessOf(facilitator.page, loud.tone)).toBeGreaterThan(audible)
})

test('a removed person does not get back in unaided, five ways', async () => {
  const facilitator = await lead(browser, server.links.facilitator, 'Ana')
  const crow = await arrive(browser, server.links.participant, 'Loud Crow')
  const context = crow.page.context()
  await facilitator.admit('Loud Crow')
  await crow.inTheRoom()
  const session = await crow.page.evaluate(() => ({ ...sessionStorage }))
  await facilitator.remove('Loud Crow', 'Unkind or threatening words')
  await crow.sees('You were removed from the meeting')

  // 1. Reloading the page.
  await crow.page.reload()
  await crow.sees('You were removed from the meeting')
  // 2. The old session put back by hand.
  await crow.page.evaluate((kept) => Object.assign(sessionStorage, kept), session)
  await crow.page.reload()
  await crow.sees('You were removed from the meeting')
  // 3. A new name in the same browser.
  const renamed = await context.newPage()
  await renamed.goto(server.links.participant)
  await expect(renamed.getByRole('heading', { name: 'You were removed from the meeting' })).toBeVisible()
  // 4. and 5. Cleared cookies, a private window: the door, at best.
  await context.clearCookies()
  const cleared = await arrive(browser, server.links.participant, 'Calm Crow', { context })
  await cleared.atTheDoor()
  const unknown = await arrive(browser, server.links.participant, 'New Crow')
  await unknown.atTheDoor()
  await facilitator.openPeople()
  await expect(facilitator.button('Let in Calm Crow')).toBeVisible()
  await expect(facilitator.button('Let in New Crow')).toBeVisible()
  await cleared.atTheDoor()
  await unknown.atTheDoor()
})

test('a removed person with a link of their own finds it closed in every browser, with or without another name', async () => {
  const facilitator = await lead(browser, server.links.facilitator, 'Ana')
  const office = await (await browser.newContext()).newPage()
  await office.goto(server.links.manager)
  await office.getByRole('button', { name: 'Sign me in' }).click()
  await office.getByRole('button', { name: 'Links and passes of Evening Circle' }).click()
  await office.getByRole('button', { name: 'Make a link for people' }).click()
  await office.getByRole('radio', { name: /^A link for one person/ }).check()
  await office.getByRole('button', { name: 'Make the link' }).click()
  const own = await office.getByRole('textbox', { name: /^Here is the link/ }).inputValue()

  const crow = await arrive(browser, own, 'Loud Crow')
  await facilitator.admit('Loud Crow')
  await crow.inTheRoom()
  await facilitator.remove('Loud Crow', 'The group could not go on')
  await crow.sees('You were removed from the meeting')
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(own)
  await expect(elsewhere.getByRole('heading', { name: 'You were removed from the meeting' })).toBeVisible()
  await facilitator.button('Undo the removal of Loud Crow').click()
  await elsewhere.reload()
  await expect(elsewhere.getByRole('button', { name: 'Continue' })).toBeVisible()
})

test('an undone removal brings the person back to the door, with an apology', async () => {
  const facilitator = await lead(browser, server.links.facilitator, 'Ana')
  const wren = await arrive(browser, server.links.participant, 'Late Wren')
  await facilitator.admit('Late Wren')
  await wren.inTheRoom()
  await facilitator.remove('Late Wren', 'Something else')
  await wren.sees('You were removed from the meeting')
  await facilitator.button('Undo the removal of Late Wren').click()
  await wren.sees('Sorry, that was a mistake')
  await wren.button('Go to the door').click()
  await wren.atTheDoor()
})
