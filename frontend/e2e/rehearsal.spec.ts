// Practice before it matters: anybody hears themselves, and who leads does what
// is hard once, with guests whom the server plays in a real room.
import { type Browser, expect, type Page, test } from '@playwright/test'
import type { Rehearsal } from '../src/generated/api'
import { launch } from './browsers'
import { audible, listen, loudnessOf, sendFrom } from './media'
import { arrive, Leader, Person } from './people'
import { Server } from './server'

let browser: Browser
let server: Server

test.beforeEach(async () => {
  server = await Server.start()
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

/** How many steps the server has recorded for who is signed in on a page. */
async function stepsDone(page: Page): Promise<number> {
  const answer = await page.request.get(new URL('/api/rehearsal', server.links.participant).href)
  const { steps } = (await answer.json()) as Rehearsal
  return steps.filter((step) => step.done_at).length
}

for (const name of ['chromium', 'firefox'] as const) {
  test(`anybody may hear themselves before a meeting, without a link, in ${name}`, async () => {
    browser = await launch(name)
    const tone = 1500
    const page = await (await browser.newContext()).newPage()
    await sendFrom(page, { tone, colour: [30, 90, 180] })
    const heron = new Person('Heron', page)
    await page.goto(new URL('/', server.links.participant).href)
    await page.getByRole('link', { name: 'Open a practice room' }).click()
    await heron.sees('Practice room')
    await heron.button('Go in').click()
    await heron.inTheRoom()
    await expect(heron.tile('Echo')).toContainText('Simulated')
    await expect(page.getByText('Turn your microphone on, down here.')).toBeVisible()
    await listen(page)
    await heron.turnOnMicrophone()
    await expect(page.getByText('Say something, then wait.')).toBeVisible()
    await expect.poll(() => loudnessOf(page, tone), { timeout: 20_000 }).toBeGreaterThan(audible)
    await heron.button(/^Microphone/).click()
    await expect.poll(() => loudnessOf(page, tone), { timeout: 20_000 }).toBeLessThan(audible)

    await heron.button('Leave').click()
    await heron.button('Leave the meeting').click()
    await heron.sees('That was the practice room.')
    await heron.button('Practise again').click()
    await heron.inTheRoom()
  })

  test(`a facilitator mutes, stops a camera, removes, undoes, takes aside and hands over, in ${name}`, async () => {
    browser = await launch(name)
    test.setTimeout(240_000)
    const page = await (await browser.newContext()).newPage()
    await sendFrom(page, { tone: 500, colour: [30, 90, 180] })
    const ana = new Leader('Ana', page)
    await page.goto(server.links.manager)
    await ana.button('Sign me in').click()
    await expect(page.getByText('0 of 6 done')).toBeVisible()
    await ana.button('Open the rehearsal').click()
    await ana.sees('Rehearsal')
    await ana.button('Open the rehearsal').click()
    await ana.inTheRoom()
    const next = (step: string) => expect(page.getByText(`${step}.`, { exact: true })).toBeVisible({ timeout: 20_000 })
    await next('Mute somebody')

    // Guests come to the door, and say what they are.
    await ana.openPeople()
    await expect(ana.button('Let in Loud Jay')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('Simulated by the server').first()).toBeVisible()
    await ana.admit('Loud Jay')
    await ana.admit('Still Heron')
    await ana.openChat()
    await expect(ana.message('This is boring! Who wants to hear that?')).toBeVisible({ timeout: 30_000 })
    await expect(ana.tile('Loud Jay').locator('video')).toBeVisible()

    await ana.act('Loud Jay', 'Mute')
    await next('Stop a camera')
    await ana.act('Loud Jay', 'Stop camera')
    await next('Remove somebody')
    await ana.remove('Loud Jay', 'The group could not go on')
    await next('Undo a removal')
    await ana.button('Undo the removal of Loud Jay').click()
    await next('Talk in a side room')
    await ana.admit('Loud Jay')
    await expect(page.getByRole('dialog').getByText('Simulated by the server')).toBeVisible()
    await ana.button('Let in all the same').click()
    await expect(page.getByText('Still Heron needs a minute.').first()).toBeVisible({ timeout: 40_000 })
    await ana.button('Offer Still Heron a side room').click()
    await ana.button('Offer it').click()
    await expect(page.getByText('You are in a side room with Still Heron.')).toBeVisible({ timeout: 20_000 })
    await ana.button('Back to the group').click()
    await next('Hand the room over')
    await ana.button('Leave').click()
    await ana.button('Leave the meeting').click()
    await expect.poll(() => stepsDone(page), { timeout: 20_000 }).toBe(6) // Robin has the room
    await ana.button('Come back').click()
    await ana.inTheRoom()
    await expect(page.getByText('You have done all of it.')).toBeVisible({ timeout: 20_000 })
    await ana.openChat()
    await expect(ana.message('Welcome back. I held the room for you. It is yours again.')).toBeVisible()

    // It is on her page, and on the one of who runs the programme. No group knows of the room.
    await page.goto(new URL('/staff', server.links.participant).href)
    await expect(page.getByText('You have done all of it.')).toBeVisible()
    await ana.button('Your team').click()
    await expect(page.getByText('Rehearsed 6 of 6')).toBeVisible()
    await expect(page.getByText('Rehearsed 0 of 6').first()).toBeVisible()
    const stranger = await arrive(browser, server.links.participant, 'Blue Heron')
    await stranger.atTheDoor()
  })
}

test('who is about to come in may practise in a tab beside, and finds the entrance as it was', async () => {
  browser = await launch('chromium')
  const page = await (await browser.newContext()).newPage()
  await page.goto(server.links.participant)
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: /practice room/ }).click()
  const beside = new Person('Heron', await opened)
  await beside.button('Go in').click()
  await beside.inTheRoom()
  await beside.page.close()
  await page.getByRole('button', { name: 'Just listen' }).click()
  await expect(page.getByRole('button', { name: 'I agree' })).toBeVisible()
})
