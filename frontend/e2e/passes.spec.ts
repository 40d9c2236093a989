// Passes and links: who keeps a pass comes in without waiting, if they wished
// to keep it; what is taken back empties the door at once.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { arrive, type Leader, lead, Person } from './people'
import { Server } from './server'

let browser: Browser
let server: Server
let ana: Leader

async function begin(name: BrowserName): Promise<void> {
  browser = await launch(name)
  ana = await lead(browser, server.links.facilitator, 'Ana')
}

test.beforeEach(async () => {
  server = await Server.start()
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

/** Ana's page of links and passes, beside the room. */
async function desk(): Promise<Page> {
  const page = await ana.page.context().newPage()
  await page.goto(new URL('/staff', server.links.facilitator).href)
  await button(page, 'Links and passes of Evening Circle').click()
  await expect(page.getByRole('heading', { name: 'Links to Evening Circle' })).toBeVisible()
  return page
}

const stored = (page: Page) => page.evaluate(() => localStorage.length)

/** Leaves for good: who comes within a minute without this gets their place back, pass or not. */
async function leave(person: Person): Promise<void> {
  await person.button('Leave').click()
  await person.button('Leave the meeting').click()
  await person.sees('You have left the meeting')
  await person.page.goto('about:blank') // or the next link would only change the address
}

/** Opens an address in the person's browser and goes as far as the room or its door. */
async function comeAgain(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: /type your own/i }).fill('Grey Owl')
  await button(page, 'Continue').click()
  await button(page, 'Just listen').click()
  await button(page, 'I agree').click()
}

for (const name of ['chromium', 'firefox'] as const) {
  test(`a pass is kept only when asked for, spares the door, and is given back (${name})`, async () => {
    test.setTimeout(180_000)
    await begin(name)
    const office = await desk()
    await expect(office.getByText('Nobody keeps a pass.')).toBeVisible()
    await office.getByRole('checkbox', { name: 'People may keep a pass' }).check()
    await expect(office.getByText('People may keep a pass now.')).toBeVisible()

    const heron = await arrive(browser, server.links.participant, 'Blue Heron')
    await heron.atTheDoor()
    await ana.admit('Blue Heron')
    await heron.inTheRoom()
    await heron.openMore()
    await heron.button('Keep a pass for this group').click()
    await heron.button('Show me a link').click()
    const link = await heron.page.getByRole('textbox', { name: /Your link/ }).inputValue()
    expect(new URL(link).pathname).toBe('/join')
    expect(await stored(heron.page)).toBe(0)
    await heron.button('Keep it on this device').click()
    await expect(heron.page.getByText('It is kept on this device.')).toBeVisible()
    expect(await heron.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/Evening|Heron/)
    await heron.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    const { page } = heron
    await leave(heron)

    // By the group's own link, in the same browser: the pass is found, and no one has to open.
    await page.goto(server.links.participant)
    await expect(page.getByRole('heading', { name: 'You have a pass' })).toBeVisible()
    await comeAgain(page)
    await heron.inTheRoom()
    await page.reload()
    await heron.inTheRoom()
    await leave(heron)

    // From the first page, without any link.
    await page.goto(new URL('/', server.links.participant).href)
    await button(page, 'Go to the door').click()
    await expect(page.getByRole('heading', { name: 'Evening Circle' })).toBeVisible()
    expect(new URL(page.url()).hash).toBe('')
    await office.reload()
    await expect(office.getByText('1 pass is kept.')).toBeVisible()

    await page.getByText('I do not want the pass any more').click()
    await button(page, /^Give it back/).click()
    await expect(page.getByText('You gave it back.')).toBeVisible()
    expect(await stored(page)).toBe(0)
    await office.reload()
    await expect(office.getByText('Nobody keeps a pass.')).toBeVisible()
    const other = new Person('Owl', await (await browser.newContext()).newPage())
    await other.page.goto(link)
    await other.sees('This pass no longer holds')
  })

  test(`a link that is taken back leads nowhere, and whoever waits by it goes (${name})`, async () => {
    test.setTimeout(180_000)
    await begin(name)
    const office = await desk()
    await button(office, 'Make a link for people').click()
    const dialog = office.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Where does it lead?' }).selectOption({ index: 1 })
    await dialog.getByRole('combobox', { name: 'How long does it work?' }).selectOption('One week')
    await dialog.getByRole('spinbutton', { name: 'How many people may come by it' }).fill('1')
    await dialog.getByRole('textbox', { name: 'A note for you and your team' }).fill('Spring flyer')
    await dialog.getByRole('button', { name: 'Make the link' }).click()
    const link = await dialog.getByRole('textbox', { name: /^Here is the link/ }).inputValue()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(office.getByText('1 use left of 1')).toBeVisible()

    const asked: string[] = []
    const context = await browser.newContext()
    context.on('request', (r) => asked.push(`${r.url()} ${r.headers().referer ?? ''}`))
    const fox = await arrive(browser, link, 'Red Fox', { context })
    await fox.atTheDoor()
    const token = link.split('#')[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(asked.filter((line) => line.includes(token) || line.includes('/join '))).toEqual([`${link.split('#')[0]} `])
    const late = new Person('Late', await (await browser.newContext()).newPage())
    await late.page.goto(link)
    await late.sees('This link was for fewer people')

    await office.reload()
    await expect(office.getByText('All uses are taken')).toBeVisible()
    await button(office, 'Take back the link Spring flyer').click()
    await button(office, 'Take it back').click()
    await expect(office.getByText('Nobody waits at the door by it any more.')).toBeVisible()
    await fox.sees('This link no longer works')
    await expect(office.getByText('Spring flyer')).toHaveCount(0)
  })
}
