// A group meets: people arrive, wait, are let in, and hear and see each other.
import { type Browser, expect, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import {
  asked,
  audible,
  coloursSeen,
  listen,
  loudnessOf,
  markPictures,
  near,
  picturesMarked,
  type Sending,
} from './media'
import { arrive, type Leader, lead, type Person } from './people'
import { Server } from './server'

const ana: Sending = { tone: 400, colour: [200, 30, 30] }
const ben: Sending = { tone: 900, colour: [30, 60, 200] }
const heron: Sending = { tone: 1500, colour: [30, 180, 40] }

for (const name of ['chromium', 'firefox'] as const) {
  test.describe(`in ${name}`, () => {
    let browser: Browser
    let server: Server

    test.beforeEach(async () => {
      server = await Server.start()
      browser = await launch(name as BrowserName)
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
    })

    test('three people meet, each hears and sees the other two', async () => {
      const facilitator = await lead(browser, server.links.facilitator, 'Ana', { sending: ana })
      const co = await lead(browser, server.links.coFacilitator, 'Ben', { sending: ben })
      const participant = await arrive(browser, server.links.participant, 'Blue Heron', { sending: heron })
      await participant.atTheDoor()
      expect(await asked(participant.page), 'devices asked for before anybody pressed').toEqual({
        microphone: 0,
        camera: 0,
      })
      await facilitator.admit('Blue Heron')
      await participant.inTheRoom()

      const people: [Person, Sending][] = [
        [facilitator, ana],
        [co, ben],
        [participant, heron],
      ]
      for (const [person] of people) {
        await person.turnOnMicrophone()
        await person.turnOnCamera()
        await listen(person.page)
      }
      for (const [person, own] of people) {
        for (const [other, sent] of people) {
          if (other === person) continue
          await expect
            .poll(() => loudnessOf(person.page, sent.tone), { message: `${person.name} hears ${other.name}` })
            .toBeGreaterThan(audible)
          await expect
            .poll(async () => (await coloursSeen(person.page)).some((c) => near(c, sent.colour)), {
              message: `${person.name} sees ${other.name}`,
            })
            .toBe(true)
        }
        await expect
          .poll(() => loudnessOf(person.page, own.tone), { message: `${person.name} hears no echo` })
          .toBeLessThan(audible)
      }

      // Whatever else happens in the room, who is seen stays as they are: no picture begins again.
      await markPictures(co.page)
      await participant.button('Raise hand').click()
      await participant.button(/^Microphone/).click()
      await participant.say('Hello to you all')
      await co.openChat()
      await expect(co.message('Hello to you all')).toBeVisible()
      expect(await picturesMarked(co.page)).toEqual([true, true])
    })

    test('being early lets nobody in, and one button lets everyone in', async () => {
      const first = await arrive(browser, server.links.participant, 'Quiet Fern')
      const second = await arrive(browser, server.links.participant, 'Grey Owl')
      await first.atTheDoor()
      await second.atTheDoor()
      const facilitator: Leader = await lead(browser, server.links.facilitator, 'Ana')
      await facilitator.openPeople()
      await expect(facilitator.button('Let in Quiet Fern')).toBeVisible()
      await first.atTheDoor()
      await facilitator.admitAll()
      await first.inTheRoom()
      await second.inTheRoom()
      await expect(first.tile('Grey Owl')).toBeVisible()
    })

    test('a message to everyone is read by all, hidden it is gone, and late joiners never get it', async () => {
      const facilitator = await lead(browser, server.links.facilitator, 'Ana')
      const heron = await arrive(browser, server.links.participant, 'Blue Heron')
      await facilitator.admit('Blue Heron')
      await heron.inTheRoom()
      await heron.say('an unkind line')
      await heron.say('a kind line')
      await heron.say('only for you', 'Facilitators')
      await facilitator.openChat()
      await expect(facilitator.message('an unkind line')).toBeVisible()
      await expect(facilitator.message('only for you')).toBeVisible()
      await facilitator
        .button(/^Hide for everyone.*Blue Heron/)
        .first()
        .click()
      await expect(heron.message('an unkind line')).toBeHidden({ timeout: 1000 })
      const late = await arrive(browser, server.links.participant, 'Late Wren')
      await facilitator.admit('Late Wren')
      await late.inTheRoom()
      await late.openChat()
      await expect(late.message('a kind line')).toBeVisible()
      await expect(late.message('an unkind line')).toHaveCount(0)
      await expect(late.message('only for you')).toHaveCount(0)
    })

    test('the facilitator ends the meeting and everyone gets the closing page', async () => {
      const facilitator = await lead(browser, server.links.facilitator, 'Ana')
      const heron = await arrive(browser, server.links.participant, 'Blue Heron')
      await facilitator.admit('Blue Heron')
      await heron.inTheRoom()
      const waiting = await arrive(browser, server.links.participant, 'Grey Owl')
      await waiting.atTheDoor()
      await facilitator.button('More').click()
      await facilitator.button('End for everyone').click()
      await facilitator.button('End the meeting').click()
      for (const person of [facilitator, heron, waiting]) {
        await person.sees('The meeting has ended')
        await expect(person.page.getByRole('link', { name: /988/ }).first()).toBeVisible()
      }
    })
  })
}
