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

const more = (person: Person): Promise<void> => person.openMore()

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

/** The seconds left that a page shows of the share that goes on. */
const secondsLeft = (person: Person): Promise<number> =>
  person.page.evaluate(() => {
    const [, minutes, seconds] = /(\d+):(\d\d) left/.exec(document.body.innerText) ?? []
    return Number(minutes) * 60 + Number(seconds)
  })

test('a circle of those who spoke least first: order by keyboard and by tap, time that agrees, a place that is kept', async () => {
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  const owl = await enter('Grey Owl')
  await heron.turnOnMicrophone()
  await expect(ana.page.getByText('Blue Heron speaking').first()).toBeVisible({ timeout: 30_000 })
  await more(ana)
  await ana.button('Start a circle').click()
  await ana.page.getByRole('radio', { name: 'Who has spoken least' }).check({ force: true })
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()
  await ana.openPeople()
  const round = ana.page.getByRole('region', { name: 'The circle' }).getByRole('listitem')
  await expect(round).toContainText(['Quiet Fern', 'Grey Owl', 'Blue Heron'])

  // No cross-talk: somebody else's unmute raises a hand instead.
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.button(/^Microphone/).click({ force: true })
  await expect(heron.button('Raise hand')).toHaveAttribute('aria-pressed', 'true')
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')

  // Order, by keyboard and by tap, without dragging.
  await ana.button('Earlier, Blue Heron').press('Enter')
  await expect(round).toContainText(['Quiet Fern', 'Blue Heron', 'Grey Owl'])
  await expect(heron.spoken).toContainText('You are next.')
  await ana.button('After the next one, Blue Heron').click()
  await expect(round).toContainText(['Quiet Fern', 'Grey Owl', 'Blue Heron'])
  await ana.button('Later, Grey Owl').click()
  await expect(round).toContainText(['Quiet Fern', 'Blue Heron', 'Grey Owl'])

  // Two screens show the same time, also when a minute is added.
  for (const added of [0, 60]) {
    if (added > 0) await ana.button('Add a minute').click()
    await expect.poll(() => secondsLeft(owl)).toBeGreaterThan(60 + added)
    for (let i = 0; i < 5; i++) {
      const [one, other] = await Promise.all([secondsLeft(owl), secondsLeft(ana)])
      expect(Math.abs(one - other), `${one} s and ${other} s`).toBeLessThanOrEqual(1)
    }
  }

  // Whose connection is lost keeps the turn.
  await fern.page.context().setOffline(true)
  await fern.page.evaluate(() => dispatchEvent(new Event('offline')))
  await expect(round.first()).toContainText('Reconnecting', { timeout: 40_000 })
  await fern.page.context().setOffline(false)
  await fern.page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(round.first()).toContainText('sharing now', { timeout: 30_000 })
  await expect(fern.page.getByText('It is your turn.').first()).toBeVisible()

  // Skipped to later, in one press.
  await ana.button('Later, Quiet Fern').click()
  await expect(round).toContainText(['Blue Heron', 'Grey Owl', 'Quiet Fern'])
})

test('a plan is made, followed and changed while it goes on', async () => {
  const heron = await enter('Blue Heron')
  await more(ana)
  await ana.button('Make a plan').click()
  const dialog = ana.page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'A break', exact: true, pressed: true })).toHaveCount(1) // 90 minutes
  await dialog.getByRole('button', { name: 'Use this plan' }).click()
  await more(heron)
  const parts = heron.page.getByRole('region', { name: 'The plan' }).getByRole('listitem')
  await expect(parts).toHaveCount(6)
  await ana.button('Begin').click()
  await expect(parts.first()).toHaveAttribute('aria-current', 'step')
  await expect(heron.page.getByText('5 min left')).toBeVisible()

  await ana.button('Change the plan').click()
  await dialog.getByRole('textbox', { name: 'What' }).nth(1).fill('A poem')
  await dialog.getByRole('spinbutton', { name: 'Minutes' }).first().fill('12')
  await dialog.getByRole('button', { name: 'Use this plan' }).click()
  await expect(parts.nth(1)).toContainText('A poem')
  await expect(parts.first()).toHaveAttribute('aria-current', 'step')
  await expect(heron.page.getByText('12 min left')).toBeVisible()

  await ana.button('Stretch break, 5 minutes').click()
  await expect(heron.page.getByRole('banner').getByText('Stretch break')).toBeVisible()
  await expect(parts).toHaveCount(7)
  await expect(heron.button('Next part')).toHaveCount(0)
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
