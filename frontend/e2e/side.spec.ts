// Somebody has a hard moment: a facilitator takes them aside while the group goes on, and nobody else is told.
import { type Browser, expect, test } from '@playwright/test'
import { launch } from './browsers'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead, type Person } from './people'
import { Server } from './server'

const sound = (tone: number): Sending => ({ tone, colour: [30, 90, 180] })
const tones = { ana: 500, ben: 1000, heron: 1500, fox: 2000, wren: 2500 }

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

/** Waits until somebody hears a tone, or no longer. */
async function hears(person: Person, tone: number): Promise<void> {
  await expect.poll(() => loudnessOf(person.page, tone), { timeout: 20_000 }).toBeGreaterThan(audible)
}
async function hearsNothingOf(person: Person, tone: number): Promise<void> {
  await expect.poll(() => loudnessOf(person.page, tone), { timeout: 20_000 }).toBeLessThan(audible)
}

test('Heron asks for a minute, goes aside with Ben and Fox, and comes back', async () => {
  test.setTimeout(240_000)
  const ana = await lead(browser, server.links.facilitator, 'Ana', { sending: sound(tones.ana) })
  const ben = await lead(browser, server.links.coFacilitator, 'Ben', { sending: sound(tones.ben) })
  const heron = await arrive(browser, server.links.participant, 'Blue Heron', { sending: sound(tones.heron) })
  await ana.admit('Blue Heron')
  const fox = await arrive(browser, server.links.participant, 'Red Fox', { sending: sound(tones.fox) })
  await ana.admit('Red Fox')
  const wren = await arrive(browser, server.links.participant, 'Grey Wren', { sending: sound(tones.wren) })
  await ana.admit('Grey Wren')
  const everyone = [ana, ben, heron, fox, wren]
  for (const person of everyone) {
    await person.inTheRoom()
    await person.turnOnMicrophone()
  }
  for (const person of everyone) await listen(person.page)
  await hears(wren, tones.heron)

  // 1. Nobody else sees that Heron needs a minute.
  await heron.button('Help').click()
  await expect(heron.page.getByRole('heading', { name: 'You are not alone' })).toBeVisible()
  // 3. The numbers are those of where the programme's people are.
  await expect(heron.page.getByRole('link', { name: 'Call 988, 988 Suicide & Crisis Lifeline' })).toBeVisible()
  await expect(heron.page.getByRole('link', { name: /^Call 202-555-0142, Harbor Warmline/ })).toBeVisible()
  await expect(heron.button('Call with me')).toBeVisible()
  await heron.button('I need a minute').click()
  await heron.button('Close').last().click()
  await expect(ben.page.getByText('Blue Heron needs a minute.').first()).toBeVisible()
  await expect(wren.page.getByText('Blue Heron needs a minute.')).toHaveCount(0)

  // 2. Ben offers a side room, with Fox. Heron agrees first, then Fox.
  await ben.button('Offer Blue Heron a side room').click()
  await ben.page.getByRole('combobox').selectOption({ label: 'Red Fox' })
  await ben.button('Offer it').click()
  await heron.sees('Ben offers you a side room.')
  await expect(fox.page.getByText('side room')).toHaveCount(0)
  await heron.button('Yes, let us go').click()
  await fox.sees('Ben and Blue Heron ask you to join them in a side room.')
  await fox.button('Yes, let us go').click()

  // The three hear each other; the group goes on and hears nothing of them, and they nothing of the group.
  for (const person of [ben, heron, fox]) {
    for (const [name, tone] of Object.entries(tones)) {
      if (name === 'ana' || name === 'wren') await hearsNothingOf(person, tone)
    }
  }
  await hears(heron, tones.ben)
  await hears(heron, tones.fox)
  await hears(fox, tones.heron)
  await hears(ben, tones.heron)
  await hears(wren, tones.ana)
  for (const person of [ana, wren]) {
    for (const tone of [tones.ben, tones.heron, tones.fox]) await hearsNothingOf(person, tone)
  }
  await expect(wren.page.getByText('side room')).toHaveCount(0)
  await expect(wren.tile('Blue Heron')).toBeVisible()
  await expect(heron.tile('Grey Wren')).toHaveCount(0)

  // 5. Heron comes back quietly: she hears the group at once, and nobody hears her.
  await heron.button('Back to the group').click()
  await hears(heron, tones.wren)
  await hearsNothingOf(heron, tones.ben)
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await hearsNothingOf(wren, tones.heron)
  await ben.button('Back to the group').click()
  await hears(fox, tones.wren)
  await heron.turnOnMicrophone()
  await hears(wren, tones.heron)
})
