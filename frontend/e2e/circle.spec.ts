// How a meeting is led: calming the room, going round, and a minute for one's own.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { arrive, type Leader, lead, type Person } from './people'
import { Server } from './server'

let browser: Browser
let server: Server
let ana: Leader

test.beforeEach(async () => {
  server = await Server.start()
  browser = await launch('chromium')
  ana = await lead(browser, server.links.facilitator, 'Ana')
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

async function enter(name: string): Promise<Person> {
  const person = await arrive(browser, server.links.participant, name)
  await ana.admit(name)
  await person.inTheRoom()
  return person
}

async function more(person: Person): Promise<void> {
  const button = person.button('More')
  if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click()
}

test('a calm room closes microphones and the chat for others, and opens again', async () => {
  const heron = await enter('Blue Heron')
  await heron.turnOnMicrophone()
  await more(ana)
  await ana.button('Calm the room').click()

  await expect(heron.page.getByText('Let us take a breath')).toBeVisible()
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.button(/^Microphone/).click({ force: true })
  await expect(heron.page.getByText('This is closed for now.').first()).toBeVisible()
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.openChat()
  await expect(heron.page.getByRole('textbox', { name: 'Your message' })).toHaveAttribute('readonly')

  await ana.button('Open it again').first().click()
  await expect(heron.page.getByText('Let us take a breath')).toBeHidden()
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.say('Good to be back.')
  await ana.openChat()
  await expect(ana.message('Good to be back.')).toBeVisible()
  await heron.turnOnMicrophone()
})

test('a circle of three goes round, with a pass, and nobody is cut off', async () => {
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  const owl = await enter('Grey Owl')
  await more(ana)
  await ana.button('Start a circle').click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()

  await expect(heron.page.getByText('It is your turn.').first()).toBeVisible()
  await expect(owl.page.getByText('Blue Heron shares now.').first()).toBeVisible()
  await expect(fern.page.getByText('You are next.', { exact: true })).toBeVisible()
  await expect(fern.page.getByRole('log').filter({ hasText: 'You are next. You may pass' })).toHaveCount(1)

  await fern.button('Pass').click()
  await expect(owl.page.getByText('You are next.', { exact: true })).toBeVisible()
  await expect(fern.button('Share after all')).toBeVisible()
  await heron.button('I am done').click()
  await expect(owl.page.getByText('It is your turn.').first()).toBeVisible()

  await fern.button('Share after all').click()
  await ana.button('Next person').click()
  await expect(fern.page.getByText('It is your turn.').first()).toBeVisible()
  await fern.button('I am done').click()
  await expect(heron.page.getByText('Everyone has had a turn.')).toBeVisible()
})

test('only those who lead see that somebody needs a minute', async () => {
  const ben = await lead(browser, server.links.coFacilitator, 'Ben')
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  await more(heron)
  await heron.button('I need a minute').click()

  await expect(heron.page.getByText('The facilitators see that you need a minute.')).toBeVisible()
  for (const leader of [ana, ben]) {
    await expect(leader.page.getByText('Blue Heron needs a minute.').first()).toBeVisible()
  }
  await fern.openPeople()
  await expect(fern.page.getByRole('listitem').filter({ hasText: 'Blue Heron' }).first()).toBeVisible()
  await expect(fern.page.getByText(/needs a minute/)).toHaveCount(0)

  await ben.button('Seen to it: Blue Heron').click()
  await expect(heron.page.getByText('The facilitators see that you need a minute.')).toBeHidden()
  await expect(ana.button('Seen to it: Blue Heron')).toBeHidden()
})

test('a warning is read by one person, and those who left can still be removed', async () => {
  const crow = await enter('Loud Crow')
  const fern = await enter('Quiet Fern')
  await ana.act('Loud Crow', 'Remind')
  await ana.button('Unkind or threatening words').click()
  await expect(crow.page.getByText('A kind reminder from the facilitators')).toBeVisible()
  await ana.act('Loud Crow', 'Warn')
  await ana.button('Unkind or threatening words').click()
  await expect(crow.page.getByText('A word from the facilitators')).toBeVisible()
  await expect(ana.page.getByText(/reminded 1 time · warned 1 time/)).toBeVisible()
  await expect(fern.page.getByText(/A (kind reminder|word) from the facilitators/)).toHaveCount(0)

  await crow.button('Leave').click()
  await crow.button('Leave, and say: I am OK').click()
  await expect(fern.page.getByText('Loud Crow is leaving now and is OK.')).toBeVisible()
  await ana.button('Remove Loud Crow, who left').click()
  await ana.button('Unkind or threatening words').click()
  await expect(ana.button('Undo the removal of Loud Crow')).toBeVisible()
  const again = await crow.page.context().newPage()
  await again.goto(server.links.participant)
  await expect(again.getByRole('heading', { name: 'You were removed from the meeting' })).toBeVisible()
})
