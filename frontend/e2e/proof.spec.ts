// A participant drops out and comes back, keeps a receipt at the end, and makes
// a letter from it; a court, whose browser runs no scripts, checks the letter.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type BrowserName, launch } from './browsers'
import { fileOf, minutesOf, read, watchFiles } from './letter'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'

const heronSends: Sending = { tone: 1500, colour: [30, 180, 40] }
const name = 'Zoë Łukasiewicz'
/** Until the room has counted a whole minute. */
const aMinuteMs = 90_000

/** Types a name into the receipt's form and takes the letter that can be saved then. */
async function letterFor(page: Page, legal: string): Promise<Uint8Array> {
  await page.getByRole('textbox', { name: 'Your legal name, as on your ID' }).fill(legal)
  await page.getByRole('button', { name: 'Make the letter' }).click()
  await expect(page.getByRole('link', { name: 'Save the letter' })).toHaveAttribute('download', 'letter.pdf')
  await expect(page.getByRole('link', { name: 'Open it to print' })).toHaveAttribute('href', /^blob:/)
  return fileOf(page)
}

for (const browserName of ['chromium', 'firefox'] as const) {
  test.describe(`in ${browserName}`, () => {
    let browser: Browser
    let server: Server

    test.beforeEach(async () => {
      server = await Server.start()
      browser = await launch(browserName as BrowserName)
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
    })

    test('a letter is made from a receipt, and a court checks it', async () => {
      test.setTimeout(300_000)
      const ana = await lead(browser, server.links.facilitator, 'Ana')
      const heron = await arrive(browser, server.links.participant, 'Blue Heron', {
        sending: heronSends,
        before: watchFiles,
      })
      await ana.admit('Blue Heron')
      await heron.inTheRoom()
      await heron.turnOnMicrophone()
      await listen(ana.page)
      await expect.poll(() => loudnessOf(ana.page, heronSends.tone)).toBeGreaterThan(audible)
      await heron.page.reload()
      await heron.inTheRoom()
      await expect(ana.tile('Blue Heron')).toHaveCount(1)
      await expect
        .poll(() => minutesOf(heron.page), { timeout: aMinuteMs, intervals: [2_000] })
        .toBeGreaterThanOrEqual(1)

      await ana.button('More').click()
      await ana.button('End for everyone').click()
      await ana.button('End the meeting').click()
      await heron.sees('Keep a receipt')
      await expect(heron.page.getByText(/^You were here for \d of 90 minutes\./)).toBeVisible()
      await ana.sees('The meeting has ended')
      await expect(ana.page.getByText('Keep a receipt')).toHaveCount(0)
      await heron.page.reload() // the closing page is gone, the receipt can still be had
      await heron.sees('Keep a receipt')
      await heron.button('Keep it on this device').click()
      await expect(heron.page.getByText('It is kept on this device.')).toBeVisible()
      await heron.button('Make a letter from it').click()
      await heron.sees('Your receipts')
      const { text, link } = await read(await letterFor(heron.page, name))
      for (const part of ['Letter of attendance', name, 'Harbor Recovery Community', '90 minutes', 'attendance only']) {
        expect(text).toContain(part)
      }
      expect(text).toMatch(/Was there for\s+\d minutes?/)
      expect(text).not.toMatch(/Evening Circle|Blue Heron/)
      const code = /Code: ([0-9A-Z-]{23})/.exec(text)?.[1] ?? ''
      expect(link).toContain(`/verify/${code}/`)
      expect(await heron.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(
        'ukasiewicz',
      )

      const court = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
      await court.goto(link)
      await expect(court.getByText('We gave this letter, and it still holds.')).toBeVisible()
      await expect(court.getByText(name)).toBeVisible()
      await expect(court.getByText('Harbor Recovery Community')).toBeVisible()
      await expect(court.getByText('Evening Circle')).toHaveCount(0)
      // Altered: another name in the square, another name on the paper, another code.
      await court.goto(`${link.slice(0, -3)}AAA`)
      await expect(court.getByText('That is not the name on the letter we gave.')).toBeVisible()
      await court.goto(new URL('/verify', link).href)
      await court.getByRole('textbox', { name: 'Code on the letter' }).fill(code.toLowerCase().replaceAll('-', ' '))
      await court.getByRole('button', { name: 'Check the code' }).click()
      await court.getByRole('textbox', { name: 'Name on the letter' }).fill('Sam Poe')
      await court.getByRole('button', { name: 'Check the name' }).click()
      await expect(court.getByText('That is not the name on the letter we gave.')).toBeVisible()
      await court.getByRole('textbox', { name: 'Name on the letter' }).fill(name.toUpperCase())
      await court.getByRole('button', { name: 'Check the name' }).click()
      await expect(court.getByText('We gave this letter, and it still holds.')).toBeVisible()
      await court.goto(new URL(`/verify/${code.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}`, link).href)
      await expect(court.getByText('We gave no letter with this code.')).toBeVisible()

      // Somebody else presents the same receipt.
      const receipt: string = await heron.page.evaluate(() => JSON.parse(localStorage.getItem('receipts') ?? '[]')[0])
      const other = await (await browser.newContext()).newPage()
      await other.goto(new URL(`/receipt#${receipt}`, server.links.participant).href)
      await other.getByRole('textbox', { name: 'Your legal name, as on your ID' }).fill('Sam Poe')
      await other.getByRole('button', { name: 'Make the letter' }).click()
      await expect(other.getByText('with another name on it. A receipt holds for one person.')).toBeVisible()
      await other.goto(new URL(`/receipt#${receipt.slice(0, 30)}A${receipt.slice(31)}`, link).href)
      await other.reload()
      await expect(other.getByText('This is not a receipt of ours, or it was changed.')).toBeVisible()

      await heron.page.goto(new URL('/receipt', server.links.participant).href)
      await letterFor(heron.page, name) // once more, for the same person
      await heron.button('Take it back').click()
      await heron.button('Take it back for good').click()
      await expect(heron.page.getByText('This receipt does not hold any more.')).toBeVisible()
      await court.goto(link)
      await expect(court.getByText(/The person it is for took it back on/)).toBeVisible()
      await expect(court.getByText(name)).toHaveCount(0)
    })
  })
}
