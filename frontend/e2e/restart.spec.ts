// The server is killed in the middle of a circle and started again. The pages
// say what happens and come back by themselves to where they were.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead, type Person } from './people'
import { Server } from './server'

const heronSends: Sending = { tone: 1500, colour: [30, 180, 40] }

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

test('the server is killed in a circle: everybody finds the same place, and the circle goes on', async () => {
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', { sending: heronSends })
  const fox = await arrive(browser, server.links.participant, 'Red Fox')
  await ana.openPeople()
  await expect(ana.button('Let in Red Fox')).toBeVisible()
  await ana.admitAll()
  await heron.inTheRoom()
  await fox.inTheRoom()
  const wren = await arrive(browser, server.links.participant, 'Small Wren')
  await wren.atTheDoor()
  await ana.act('Red Fox', 'Mute')
  await ana.say('Welcome, all of you')
  await ana.button('More').click()
  await ana.button('Start a circle').click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()
  await expect(heron.page.getByText('It is your turn.').first()).toBeVisible()
  await heron.turnOnMicrophone()
  await listen(ana.page)
  await expect.poll(() => loudnessOf(ana.page, heronSends.tone)).toBeGreaterThan(audible)
  await fox.openChat()
  await expect(fox.message('Welcome, all of you')).toBeVisible()

  await server.kill()
  const sees = (person: Person, words: string) => expect(person.page.getByText(words)).toBeVisible({ timeout: 20_000 })
  await Promise.all([ana, heron, fox, wren].map((person) => sees(person, 'You keep your place.')))
  await server.startAgain()

  await Promise.all([ana, heron, fox].map((person) => sees(person, 'We are back.')))
  for (const person of [ana, heron, fox]) {
    await person.inTheRoom()
    await expect(person.page.getByText('You keep your place.')).toBeHidden()
  }
  await wren.atTheDoor()
  await expect(ana.tile('Blue Heron')).toHaveCount(1)
  await expect(ana.tile('Red Fox')).toHaveCount(1)
  await expect(fox.message('Welcome, all of you')).toHaveCount(0)
  await expect(fox.page.getByText('Messages from before are gone.')).toBeVisible()
  await expect(heron.button('I am done')).toBeVisible()
  await expect.poll(() => loudnessOf(ana.page, heronSends.tone), { timeout: 30_000 }).toBeGreaterThan(audible)
  await fox.button(/^Microphone/).click({ force: true })
  await expect(fox.button(/^Microphone/)).not.toHaveAttribute('aria-pressed', 'true')
  await ana.openPeople()
  await expect(ana.button('Let in Small Wren')).toBeVisible()
})
