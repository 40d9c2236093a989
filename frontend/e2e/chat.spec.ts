// A side chat with a purpose: quiet while somebody shares, held where it gives people away, and gone at the end.
import { readFile } from 'node:fs/promises'
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

test('contact details are held, an unkind message is hidden, and a report takes two taps', async () => {
  const heron = await enter('Blue Heron')
  const crow = await enter('Loud Crow')
  await heron.say('Call me: 555 010 9988')
  await crow.openChat()
  await ana.openChat()
  await expect(heron.page.getByText(/Only you and the facilitators see it/)).toBeVisible()
  await expect(ana.page.getByText(/The others do not see it yet/)).toBeVisible()
  await expect(crow.message('Call me: 555 010 9988')).toHaveCount(0)
  await ana.button('Show to everyone: this message of Blue Heron').click()
  await expect(crow.message('Call me: 555 010 9988')).toBeVisible()

  await crow.say('Nobody asked you.')
  await expect(heron.message('Nobody asked you.')).toBeVisible()
  await heron.page
    .getByRole('listitem')
    .filter({ hasText: 'Nobody asked you.' })
    .getByRole('button', { name: 'Tell the facilitators about Loud Crow' })
    .click()
  await heron.button('Unkind or threatening words').click()
  await expect(heron.page.getByText('The facilitators see it now. Thank you.')).toBeVisible()
  await expect(ana.page.getByText('Blue Heron tells you about Loud Crow.').last()).toBeVisible()
  await ana.button('See what Blue Heron tells you about Loud Crow').click()
  const report = ana.page.getByRole('region', { name: 'People told you' })
  await expect(report.getByText('Blue Heron about Loud Crow')).toBeVisible()
  await expect(report.getByText('“Nobody asked you.”')).toBeVisible()
  await report.getByRole('button', { name: 'What to do about Loud Crow' }).click()
  await expect(ana.page.getByRole('group', { name: 'For Loud Crow' })).toBeInViewport()
  await expect(crow.page.getByText(/told you|about Loud Crow/)).toHaveCount(0)

  await ana.openChat()
  await ana.page
    .getByRole('listitem')
    .filter({ hasText: 'Nobody asked you.' })
    .getByRole('button', { name: /^Hide for everyone/ })
    .click()
  await expect(heron.message('Nobody asked you.')).toHaveCount(0, { timeout: 1_000 })
  await ana.button('Undo').click()
  await expect(heron.message('Nobody asked you.')).toBeVisible()
  await ana.page
    .getByRole('listitem')
    .filter({ hasText: 'Nobody asked you.' })
    .getByRole('button', { name: /^Hide for everyone/ })
    .click()
  await expect(heron.message('Nobody asked you.')).toHaveCount(0)
  await expect(crow.page.getByText(/^A facilitator hid your message/)).toBeVisible()
  const owl = await enter('Grey Owl')
  await owl.openChat()
  await expect(owl.message('Call me: 555 010 9988')).toBeVisible()
  await expect(owl.message('Nobody asked you.')).toHaveCount(0)
})

test('while somebody shares the chat takes signs of support and questions to the facilitators', async () => {
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  await ana.openMore()
  await ana.button('Start a circle').click()
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Start the circle' }).click()
  await expect(heron.page.getByText('It is your turn.').first()).toBeVisible()

  await fern.openChat()
  await expect(fern.page.getByText('Someone is sharing. You can still send a sign of support.')).toBeVisible()
  await expect(fern.page.getByRole('textbox', { name: 'Your message' })).toHaveAttribute('readonly')
  await fern.button('With you').click()
  await expect(heron.spoken).toContainText('Quiet Fern: With you')
  await fern.say('How long is a share?', 'Facilitators')
  await ana.openChat()
  await expect(ana.message('How long is a share?')).toBeVisible()
  await heron.openChat()
  await expect(heron.message('How long is a share?')).toHaveCount(0)

  await heron.button('I am done').click()
  await fern.button('Pass').click()
  await fern.say('Thank you for sharing.')
  await expect(heron.message('Thank you for sharing.')).toBeVisible()
})

test('at the end the chat is gone, and what was pinned can be saved under a plain name', async () => {
  const heron = await enter('Blue Heron')
  await heron.say('Good evening')
  await ana.openChat()
  await ana.page.getByRole('radio', { name: 'Resources' }).check({ force: true })
  await ana.page.getByRole('textbox', { name: 'Your message' }).fill('Warmline: 555 0100, https://example.org/help')
  await ana.button('Send').click()
  await expect(heron.page.getByRole('region', { name: 'Resources' })).toContainText('https://example.org/help')

  await ana.openMore()
  await ana.button('End for everyone').click()
  await ana.button('End the meeting').click()
  await heron.sees('The meeting has ended')
  await expect(heron.page.getByText('Good evening')).toHaveCount(0)
  const [download] = await Promise.all([heron.page.waitForEvent('download'), heron.button('Save the links').click()])
  expect(download.suggestedFilename()).toBe('list.txt')
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toBe('Warmline: 555 0100, https://example.org/help\n')
  expect(await heron.page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).not.toContain(
    'example.org',
  )
})
