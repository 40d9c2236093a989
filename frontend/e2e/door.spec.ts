// A door that works: who waits is told apart, looked at, spoken to and let in; who comes late reads where the meeting is.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { Meter } from './costs'
import { arrive, lead, type Person } from './people'
import { Server } from './server'
import { isConnected, packetsSent } from './stats'

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

/** Somebody may wait for long, on a phone with little left in its battery. */
async function waitsForLittle(person: Person): Promise<void> {
  const { page } = person
  await person.atTheDoor()
  await expect.poll(() => isConnected(page)).toBe(true) // sound is ready behind the door
  const meter = await Meter.on(browser, page)
  const sent = await packetsSent(page)
  const { tasks } = await meter.costs(4_000)
  expect(tasks, 'share of a core that the page works, in percent').toBeLessThan(3)
  // With seventeen slots that take pictures it would be as many a second.
  expect((await packetsSent(page)) - sent, 'packets that report on nothing').toBeLessThan(20)
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
}

const come = (name: string, newcomer = false): Promise<Person> =>
  arrive(browser, server.links.participant, name, { newcomer })

test('an evening at the door: five wait, two of one name, one new, one a program', async () => {
  const heron = await come('Blue Heron')
  await waitsForLittle(heron)
  const fern = await come('Quiet Fern', true)
  const first = await come('Mike')
  const second = await come('Mike')
  const otter = await come('Otter Notetaker')
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  await expect(ana.spoken).toHaveText('5 people are waiting, 1 of them is here for the first time.')
  for (const person of [heron, fern, first, second, otter]) await person.atTheDoor()

  // One word to all.
  await ana.openPeople()
  await ana.button('Say something at the door').click()
  await ana.page.getByRole('textbox', { name: 'Your message' }).fill('Welcome, two minutes')
  await ana.button('Say it').click()
  for (const person of [heron, otter])
    await expect(person.page.getByText('Ana says: Welcome, two minutes')).toBeVisible()

  // A question to the second Mike alone; his answer stands beside it.
  await ana.button('Ask Mike 2 something').click()
  await ana.page.getByRole('textbox', { name: 'Your message' }).fill('Did Rosa tell you of us?')
  await ana.button('Say it').click()
  await expect(second.page.getByText('Ana says: Did Rosa tell you of us?')).toBeVisible()
  await expect(first.page.getByText('Did Rosa')).toHaveCount(0)
  await second.page.getByRole('textbox', { name: 'Your answer' }).fill('Yes, she did')
  await second.button('Send').click()
  await expect(ana.page.getByText('Ana asked: Did Rosa tell you of us?')).toBeVisible()
  await expect(ana.page.getByText('Mike 2 answers: Yes, she did')).toBeVisible()

  // Some, then everybody else but the program.
  await ana.page.getByRole('checkbox', { name: 'Choose Blue Heron' }).check()
  await ana.page.getByRole('checkbox', { name: 'Choose Mike 2' }).check()
  await ana.button('Let in the 2 you chose').click()
  await heron.inTheRoom()
  await second.inTheRoom()
  await expect(ana.page.getByText('1 of them needs a look first.')).toBeVisible()
  await ana.button('Let everyone in').click()
  await first.inTheRoom()
  await fern.inTheRoom()
  await otter.atTheDoor()
  for (const name of ['Mike', 'Mike 2']) await expect(ana.tile(name).first()).toBeVisible()
  await expect(heron.page.getByText('first time here')).toHaveCount(0)

  // The program is looked at, and declined with kind words.
  await ana.button('Let in Otter Notetaker').click()
  await expect(ana.page.getByRole('dialog').getByText('may be a program that records')).toBeVisible()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await ana.button('Not now, Otter Notetaker').click()
  await ana.page.getByRole('textbox', { name: 'Your sentence' }).fill('We keep no notes of our meetings.')
  await ana.button('Do not let in').click()
  await expect(otter.page.getByText('We keep no notes of our meetings.')).toBeVisible()
})

test('who comes late reads where the meeting is, and nobody is interrupted', async () => {
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await come('Blue Heron')
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  await expect(heron.page.getByText('Welcome. Here is where we are.')).toHaveCount(0)
  await ana.openMore()
  await ana.page.getByRole('textbox', { name: 'What we talk about' }).fill('Small joys')
  await ana.button('Show it').click()
  await ana.button('Start a circle').click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()
  await expect(heron.page.getByText('It is your turn.').first()).toBeVisible()
  await heron.turnOnMicrophone()

  const owl = await come('Grey Owl')
  await ana.admit('Grey Owl')
  await owl.inTheRoom()
  await expect(owl.page.getByText('Welcome. Here is where we are.')).toBeVisible()
  await expect(owl.page.getByText('We talk about: Small joys')).toBeVisible()
  await expect(owl.page.getByText(/A circle goes round, and Blue Heron shares now/)).toBeVisible()
  await expect(owl.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
  await owl.button('Thank you').click()
  await expect(owl.page.getByText('Welcome. Here is where we are.')).toHaveCount(0)
})

test('a greeter opens the door, a timekeeper adds time, and both may give it back', async () => {
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await come('Blue Heron')
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  await ana.act('Blue Heron', 'Ask to see to the door')
  await expect(heron.page.getByText('The facilitators ask you to see to the door.')).toBeVisible()
  await heron.button('I will do it').click()

  const wren = await come('Grey Wren', true)
  await heron.button('Let in Grey Wren').click()
  await wren.inTheRoom()
  await expect(heron.page.getByText('first time here')).toHaveCount(0)
  await wren.openPeople()
  await expect(wren.page.getByText(/Greeter/).first()).toBeVisible()
  await expect(wren.page.getByRole('heading', { name: /^At the door/ })).toHaveCount(0)

  await heron.openMore()
  await heron.button('Stop seeing to the door').click()
  await come('Quiet Fern')
  await expect(ana.button('Let in Quiet Fern')).toBeVisible()
  await expect(heron.button('Let in Quiet Fern')).toHaveCount(0)

  await ana.act('Grey Wren', 'Ask to keep the time')
  await wren.button('I will do it').click()
  await ana.openMore()
  await ana.button('Start a circle').click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()
  await wren.button('Add a minute').click()
  await expect(heron.page.getByText(/^[23]:\d\d left$/).first()).toBeVisible()
  await ana.act('Grey Wren', 'No longer keeps the time')
  await expect(wren.button('Add a minute')).toHaveCount(0)
})

test('an observer is seen by everybody, and the page offers them nothing to speak with', async () => {
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await come('Blue Heron')
  const otto = await come('Otto')
  await ana.admitAll()
  await heron.inTheRoom()
  await otto.inTheRoom()
  await ana.act('Otto', 'Let them just observe')
  await expect(otto.page.getByText('You are here to observe.').first()).toBeVisible()
  await expect(heron.spoken).toContainText('Otto is here to observe.')
  await expect(heron.tile('Otto')).toContainText('observes')
  await otto.button(/^Microphone/).click({ force: true })
  await expect(otto.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await otto.openChat()
  await expect(otto.page.getByRole('textbox', { name: 'Your message' })).toHaveAttribute('readonly')
  await otto.say('I leave at half past.', 'Facilitators')
  await expect(ana.button(/^Chat, 1 new/)).toBeVisible()
  await ana.act('Otto', 'Let them take part')
  await otto.turnOnMicrophone()
})
