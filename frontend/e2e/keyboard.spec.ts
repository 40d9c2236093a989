// The whole of a meeting without a mouse: as a participant, and as one who leads.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { Keys } from './keys'
import { sendFrom } from './media'
import { arrive, Leader, lead, Person } from './people'
import { Server } from './server'

for (const [name, forcedColors] of [
  ['chromium', 'active'], // where only an outline can mark the focus
  ['firefox', 'none'],
] as const) {
  test.describe(`by keyboard in ${name}`, () => {
    test.setTimeout(240_000)
    let browser: Browser
    let server: Server
    let page: Page
    let keys: Keys
    const button = (called: string | RegExp) =>
      page.getByRole('button', typeof called === 'string' ? { name: called, exact: true } : { name: called })

    test.beforeEach(async () => {
      server = await Server.start()
      browser = await launch(name)
      page = await (await browser.newContext({ locale: 'en-US', forcedColors })).newPage()
      await sendFrom(page, { tone: 700, colour: [60, 90, 120] })
      keys = new Keys(page)
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
    })

    test('a participant comes in, speaks, writes, asks for help and leaves', async () => {
      const ana = await lead(browser, server.links.facilitator, 'Ana')
      await page.bringToFront()
      await page.goto(server.links.participant)
      await keys.type(page.getByRole('textbox', { name: /type your own/i }), 'Blue Heron')
      await keys.press(button('Continue'))
      await keys.restsIn(page.getByRole('heading', { level: 1, name: 'Check your sound' }))
      await keys.press(button('Check my connection'))
      await expect(button('Check again')).toBeFocused() // it was disabled meanwhile
      await keys.press(button('Just listen'))
      await keys.restsIn(page.getByRole('heading', { level: 1, name: 'What we agree on' }))
      await keys.press(button('I agree'))
      const heron = new Person('Blue Heron', page)
      await heron.atTheDoor()
      await ana.admit('Blue Heron')
      await heron.inTheRoom()

      await keys.press(button(/^Microphone/), 'Space')
      await expect(button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
      await keys.press(button('Raise hand'))
      await expect(button('Raise hand')).toHaveAttribute('aria-pressed', 'true')

      await keys.press(button(/^Chat/))
      await keys.restsIn(page.getByRole('heading', { name: 'Chat' }))
      await keys.type(page.getByRole('textbox', { name: 'Your message' }), 'Good evening')
      await page.keyboard.press('Enter')
      await expect(heron.message('Good evening')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(button(/^Chat/)).toBeFocused() // what opened the panel

      await keys.press(button('Help'))
      const dialog = page.getByRole('dialog')
      await keys.restsIn(dialog)
      await keys.press(dialog.getByRole('button', { name: 'I need a minute' }))
      await keys.press(dialog.getByRole('button', { name: 'Close', exact: true }))
      await expect(button('Help')).toBeFocused()
      await expect(ana.page.getByText('Blue Heron needs a minute.').first()).toBeVisible()

      await keys.press(button('Leave'))
      await keys.restsIn(dialog)
      await page.keyboard.press('Escape')
      await expect(button('Leave')).toBeFocused()
      await page.keyboard.press('Enter')
      await keys.press(button('Leave the meeting'))
      await keys.restsIn(page.getByRole('heading', { level: 1, name: 'You have left the meeting' }))
      await keys.press(button('Leave now'))
      await expect(page).toHaveURL(/measures\.html$/)
    })

    test('one who leads lets people in, calms the room, removes, undoes, starts a circle and ends', async () => {
      const heron = await arrive(browser, server.links.participant, 'Blue Heron')
      const crow = await arrive(browser, server.links.participant, 'Loud Crow')
      await crow.atTheDoor()
      await page.bringToFront()
      await page.goto(server.links.facilitator)
      await keys.press(button('Sign me in'))
      await keys.press(button('Open the room'))
      const ana = new Leader('Ana', page)
      await ana.inTheRoom()

      const people = page.getByRole('region', { name: 'People', exact: true })
      await keys.press(button(/^People/))
      await keys.restsIn(people)
      await keys.press(button('Let in Blue Heron'))
      await heron.inTheRoom()
      await keys.restsIn(people) // the row that had the focus is gone
      await keys.press(button('Let in Loud Crow'))
      await crow.inTheRoom()
      await keys.restsIn(people)
      await heron.button('Raise hand').click()
      await keys.to(people.getByRole('button', { name: 'Lower the hand of Blue Heron' }))
      await heron.button('Raise hand').click()
      await keys.restsIn(people)

      await keys.press(people.getByRole('button', { name: 'What to do about Loud Crow' }))
      await keys.press(people.getByRole('button', { name: 'Remove', exact: true }))
      await keys.restsIn(page.getByRole('dialog'))
      await keys.press(button('Unkind or threatening words'))
      await crow.sees('You were removed from the meeting')
      await keys.restsIn(page.locator('.room'))
      await keys.press(button('Undo the removal of Loud Crow'))
      await crow.sees('Sorry, that was a mistake')
      await page.keyboard.press('Escape')

      await keys.press(button('More'))
      await keys.press(button('Calm the room'), 'Space')
      await expect(heron.page.getByText('Let us take a breath')).toBeVisible()
      await keys.press(button('Open it again').first())
      await keys.press(button('Start a circle'))
      await keys.press(button('Start the circle'))
      await expect(heron.page.getByText('It is your turn.').first()).toBeVisible()
      await keys.restsIn(page.locator('.room'))
      await keys.press(button(/^People/))
      await keys.to(people.getByRole('button', { name: 'What to do about Blue Heron' }))
      await heron.button('Leave').click()
      await heron.button('Leave the meeting').click()
      await keys.restsIn(people)
      await keys.press(button('More'))
      await keys.press(button('End for everyone'))
      await keys.press(button('End the meeting'))
      await keys.restsIn(page.getByRole('heading', { level: 1, name: 'The meeting has ended' }))
    })
  })
}
