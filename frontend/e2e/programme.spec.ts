// A manager plans a programme: groups, times, who leads, and what is called off.
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { axeFaults } from './look'
import { Server } from './server'

const button = (on: Page | Locator, name: string | RegExp): Locator =>
  on.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

const said = (on: Page | Locator, text: string): Locator => on.getByRole('status').filter({ hasText: text })

/** The Wednesdays of next month; the first three are within what is planned ahead. */
function wednesdays(): Date[] {
  const now = new Date()
  const days = Array.from({ length: 31 }, (_, i) => new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1, i + 1)))
  return days.filter((d) => d.getUTCMonth() === (now.getMonth() + 1) % 12 && d.getUTCDay() === 3)
}

const title = (day: Date | undefined): string =>
  new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric', timeZone: 'UTC' }).format(day)

async function signIn(browser: Browser, link: string, size = { width: 1280, height: 800 }): Promise<Page> {
  // Phoenix keeps its clock all year, so the group's changes show.
  const context = await browser.newContext({ timezoneId: 'America/Phoenix', locale: 'en-US', viewport: size })
  const page = await context.newPage()
  await page.goto(link)
  await button(page, 'Sign me in').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  return page
}

async function meetsOn(page: Page, day: string): Promise<void> {
  const days = page.getByRole('group', { name: 'On these days' }).getByRole('checkbox')
  for (const box of await days.all()) await box.setChecked(false)
  await page.getByRole('checkbox', { name: day }).check()
}

async function makeWeeklyGroup(page: Page): Promise<void> {
  await button(page, 'A new group').click()
  await expect(page.getByRole('heading', { name: 'A new group' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Name' }).fill('Morning Tea')
  await page.getByRole('radio', { name: /^Open to everyone/ }).check({ force: true })
  await page.getByRole('textbox', { name: /Who may come/ }).fill('Anyone who would like company.')
  await meetsOn(page, 'Wednesday')
  await page.getByLabel('At', { exact: true }).fill('19:00')
  await page.getByRole('combobox', { name: 'By the clock of' }).selectOption('America/New_York')
  const preview = page.getByRole('group', { name: 'What this means' })
  await expect(preview.getByText('Every Wednesday at 7:00 PM, New York time.')).toBeVisible()
  await expect(preview.getByText(/Where you are \(Phoenix\): Wednesday, .* [45]:00 PM/).first()).toBeVisible()
  await expect(
    preview.getByText(/The clocks change: from .*, 7:00 PM for the group is [45]:00 PM/).first(),
  ).toBeVisible()
  await button(page, 'Make the group').click()
  await expect(page.getByRole('heading', { name: 'Morning Tea' })).toBeVisible()
  for (const name of ['Ana', 'Ben']) {
    await page.getByRole('combobox', { name: 'Who', exact: true }).selectOption({ label: name })
    await button(page, 'Give a role').click()
    await expect(said(page, `${name} is now Facilitator here.`)).toBeVisible()
  }
}

async function makeFamilyGroup(page: Page): Promise<void> {
  await page.goto(new URL('/staff/groups/new', page.url()).href)
  await page.getByRole('textbox', { name: 'Name' }).fill('Kin')
  await page.getByRole('radio', { name: /^Family/ }).check({ force: true })
  await page.getByRole('textbox', { name: /Who may come/ }).fill('Family and friends.')
  await page.getByRole('radio', { name: 'Once a month, on a weekday' }).check({ force: true })
  await page.getByRole('combobox', { name: 'Which one of the month' }).selectOption('last')
  await page.getByRole('combobox', { name: 'Weekday' }).selectOption('Tuesday')
  await page.getByRole('combobox', { name: 'By the clock of' }).selectOption('America/New_York')
  await expect(page.getByText('On the last Tuesday of each month at 7:00 PM, New York time.')).toBeVisible()
  await button(page, 'Make the group').click()
  await expect(page.getByRole('heading', { name: 'Kin', exact: true })).toBeVisible()
  await expect(page.getByRole('radio', { name: /^Recovery/ })).toHaveCount(0) // it stays on its side
}

/** Goes to next month by keyboard and opens a day of it. */
async function openByKeyboard(page: Page, day: Date | undefined): Promise<Locator> {
  const grid = page.getByRole('grid', { name: 'Days of the month' })
  await grid.locator('button[tabindex="0"]').focus()
  await page.keyboard.press('PageDown')
  const cell = grid.getByRole('button', { name: new RegExp(`^${title(day)}\\.`) })
  await expect(cell).toBeVisible()
  for (let steps = 0; steps < 31; steps++) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute('data-day') ?? '')
    const to = day?.toISOString().slice(0, 10) ?? ''
    if (at === to) break
    await page.keyboard.press(at < to ? 'ArrowRight' : 'ArrowLeft')
  }
  await expect(cell).toBeFocused()
  await page.keyboard.press('Enter')
  return page.getByRole('dialog', { name: title(day) })
}

/** Publishes version 2 of the agreements, and makes a link that a stranger follows to them. */
async function publishAndInvite(page: Page, browser: Browser): Promise<void> {
  const home = new URL('/staff', page.url()).href
  await page.goto(home)
  await button(page, 'Agreements of Morning Tea').click()
  await page.getByRole('textbox', { name: 'Text, in plain words' }).first().fill('We are kind to each other.')
  await button(page, 'Publish version 2').click()
  await expect(said(page, 'Version 2 is published.')).toBeVisible()
  await button(page, 'Back to your groups').click()
  await button(page, 'Links and passes of Morning Tea').click()
  await button(page, 'Make a link for people').click()
  await button(page, 'Make the link').click()
  const link = await page
    .getByRole('dialog')
    .getByRole('textbox', { name: /^Here is the link/ })
    .inputValue()
  const stranger = await (await browser.newContext({ locale: 'en-US' })).newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: 'Morning Tea' })).toBeVisible()
  await expect(stranger.getByText('Anyone who would like company.')).toBeVisible()
}

for (const name of ['chromium', 'firefox'] as const satisfies readonly BrowserName[]) {
  test.describe(`programme in ${name}`, () => {
    let browser: Browser
    let server: Server

    test.beforeAll(async () => {
      browser = await launch(name)
      server = await Server.start()
    })

    test.afterAll(async () => {
      await browser.close()
      await server.stop()
    })

    test('a manager makes two groups, says who leads, calls off one date, keeps a day free, publishes and invites', async () => {
      test.setTimeout(240_000)
      const page = await signIn(browser, server.links.manager)
      await makeWeeklyGroup(page)
      await makeFamilyGroup(page)
      await page.goto(new URL('/staff/programme', page.url()).href)
      const [first, second, third] = wednesdays()

      const day = await openByKeyboard(page, first)
      await expect(day.getByText('Nobody leads it yet').first()).toBeVisible()
      await button(day, 'I will lead Morning Tea').click()
      await expect(said(day, 'Ana leads it now.')).toBeVisible()
      await day.getByRole('combobox', { name: 'Give it to' }).first().selectOption({ label: 'Ben' })
      await button(day, 'Give Morning Tea to this person').click()
      await expect(said(day, 'Ben leads it now.')).toBeVisible()
      await button(day, 'Hand Morning Tea back').click()
      await expect(said(day, 'Ana does not lead it any more.')).toBeVisible()
      await button(day, 'Call off Morning Tea').click()
      await expect(said(day, 'Morning Tea is called off on that day.')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(button(page, new RegExp(`^${title(first)}\\.`))).toBeFocused()

      await button(page, new RegExp(`^${title(second)}\\.`)).click()
      const next = page.getByRole('dialog', { name: title(second) })
      await button(next, 'I will lead Morning Tea').click()
      await expect(said(next, 'Ana leads it now.')).toBeVisible()
      await button(next, 'Plan an extra meeting').click()
      await next.getByRole('combobox', { name: 'Group' }).selectOption({ label: 'Evening Circle' })
      await next.getByLabel(/^Begins at/).fill('19:30')
      await button(next, 'Plan it').click()
      await button(next, 'I will lead Evening Circle').click()
      await expect(next.getByRole('alert').filter({ hasText: /Ana leads Morning Tea at [45]:00 PM/ })).toBeVisible()
      await button(next, 'Close').click()

      await button(page, 'Holidays').click()
      const holidays = page.getByRole('dialog', { name: 'Holidays' })
      await holidays.getByLabel('Day', { exact: true }).fill(third?.toISOString().slice(0, 10) ?? '')
      await holidays.getByRole('textbox', { name: /What it is/ }).fill('A quiet day')
      await button(holidays, 'Keep this day free').click()
      await expect(said(holidays, 'No group meets on')).toBeVisible()
      await button(holidays, 'Close').click()
      await expect(button(page, new RegExp(`^${title(third)}\\. A quiet day\\.`))).toBeVisible()
      expect(await axeFaults(page)).toEqual([])
      await publishAndInvite(page, browser)
    })

    test('a manager says where else there is help, and strangers read it at once', async () => {
      const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
      await page.goto(server.links.facilitator)
      await button(page, 'Sign me in').click()
      await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
      await page.goto(new URL('/staff/resources', page.url()).href)
      await page.getByRole('textbox', { name: 'What it is called' }).fill('Food bank')
      await page.getByRole('textbox', { name: 'Its address' }).fill('https://food.example.org/')
      await button(page, 'Add it').click()
      await expect(said(page, 'Food bank stands on the page now.')).toBeVisible()
      expect(await axeFaults(page)).toEqual([])
      const stranger = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
      await stranger.goto(new URL('/resources', page.url()).href)
      await expect(stranger.getByRole('link', { name: 'Food bank' })).toHaveAttribute(
        'href',
        'https://food.example.org/',
      )
      await button(page, 'Take away Food bank').click()
      await expect(said(page, 'Food bank is gone from the page.')).toBeVisible()
      await stranger.reload()
      await expect(stranger.getByRole('link', { name: 'Food bank' })).toHaveCount(0)
    })

    test('one who helps to lead claims a meeting on a phone, and gives nothing to others', async () => {
      const page = await signIn(browser, server.links.coFacilitator, { width: 360, height: 740 })
      await page.goto(new URL('/staff/programme', page.url()).href)
      const days = page.getByRole('list', { name: 'Days of the month' })
      await expect(days).toBeVisible()
      await expect(page.getByRole('grid')).toHaveCount(0)
      await button(page, 'The month after').click()
      await button(days, /^Tuesday, .* 1 has nobody to lead it$/)
        .first()
        .click()
      const day = page.getByRole('dialog')
      await button(day, 'I will lead Evening Circle').click()
      await expect(said(day, 'Ben leads it now.')).toBeVisible()
      await expect(day.getByRole('combobox', { name: 'Give it to' })).toHaveCount(0)
      expect(await axeFaults(page)).toEqual([])
      await button(day, 'Close').click()
      await button(page, 'Holidays').click()
      await expect(button(page, 'Keep this day free')).toHaveCount(0)
      await button(page, 'Close').click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)

      await button(page, 'Back to your groups').click()
      await page.getByRole('checkbox', { name: 'Call groups by their names' }).check()
      await button(page, 'Make the calendar').click()
      const address = page.getByRole('textbox', { name: 'The address of your calendar' })
      const link = await address.inputValue()
      expect(await (await page.request.get(link)).text()).toContain('SUMMARY:Evening Circle')
      await button(page, 'I have copied it').click()
      await button(page, 'End the calendar').click()
      await expect(said(page, 'The calendar has ended.')).toBeVisible()
      expect((await page.request.get(link)).status()).toBe(404)
      await expect(button(page, 'Make the calendar')).toBeVisible()
    })
  })
}
