// Who asks for it is reminded by e-mail: by forms that need no script, in words
// that may show on a locked screen, until one tap stops it.
import { type Browser, expect, test } from '@playwright/test'
import { launch, launchPlainChromium } from './browsers'
import { faultsOf } from './look'
import { arrive, lead } from './people'
import { PostOffice } from './post'
import { Server } from './server'

let browser: Browser
let post: PostOffice
let server: Server

test.beforeEach(async () => {
  post = await PostOffice.open()
  server = await Server.start(post.env)
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
  await post.close()
})

/** Plans an extra meeting of the circle in three hours, as staff do. */
async function planMeeting(link: string): Promise<void> {
  const staff = await (await browser.newContext()).newPage()
  await staff.goto(link)
  await staff.getByRole('button', { name: 'Sign me in' }).click()
  await expect(staff.getByRole('button', { name: 'Your team' })).toBeVisible()
  const status = await staff.evaluate(async () => {
    const groups = (await (await fetch('/api/groups')).json()) as { id: string; slug: string }[]
    const circle = groups.find((g) => g.slug === 'evening-circle')
    const start = new Date(Date.now() + 3 * 3600_000).toISOString().slice(0, 16)
    const answer = await fetch(`/api/groups/${circle?.id}/extra-meetings`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ start, zone: 'UTC', duration_minutes: 60 }),
    })
    return answer.status
  })
  expect(status).toBe(201)
}

test('somebody asks without scripts, says yes by the letter, is reminded, and stops it with one tap', async () => {
  test.setTimeout(240_000)
  browser = await launchPlainChromium()
  const origin = new URL(server.links.participant).origin
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
  const page = await context.newPage()
  await page.goto(`${origin}/groups/harbor/evening-circle`)
  await page.getByRole('link', { name: 'Be reminded by e-mail' }).click()
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('heron@example.org')
  await page.getByRole('radio', { name: 'One day before' }).check()
  await page.getByRole('button', { name: 'Send me a link to say yes' }).click()
  await expect(page.getByRole('heading', { name: 'Look in your mailbox' })).toBeVisible()

  const asked = await post.next()
  expect(asked.to).toBe('heron@example.org')
  expect(asked.subject).toBe('Please confirm your address')
  await page.goto(asked.link)
  await expect(page.getByRole('heading', { name: 'Shall we remind you?' })).toBeVisible()
  await page.getByRole('button', { name: 'Yes, remind me' }).click()
  await expect(page.getByRole('heading', { name: 'We will remind you' })).toBeVisible()

  await planMeeting(server.links.manager)
  const reminder = await post.next(120)
  expect(reminder.to).toBe('heron@example.org')
  expect(reminder.subject).toMatch(/^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) \d{1,2}:\d\d [AP]M$/)
  await page.goto(reminder.link)
  await page.getByRole('button', { name: 'Stop and erase my address' }).click()
  await expect(page.getByRole('heading', { name: 'No e-mails come' })).toBeVisible()
  await page.goto(reminder.link)
  await expect(page.getByRole('heading', { name: 'No e-mails come' })).toBeVisible()
  await context.close()

  const plain = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
  const elsewhere: string[] = []
  plain.on('request', (r) => new URL(r.url()).origin !== origin && elsewhere.push(r.url()))
  for (const path of ['/groups/harbor/evening-circle/reminders', new URL(reminder.link).pathname]) {
    for (const language of ['en', 'es']) {
      await plain.goto(`${origin}${path}?lang=${language}`)
      expect(await faultsOf(plain), `${path} in ${language}`).toEqual([])
    }
  }
  await plain.goto(`${origin}/groups/harbor/evening-circle/reminders?lang=es`)
  await expect(plain.getByRole('heading', { name: 'Recordatorios por correo' })).toBeVisible()
  const wide = await plain.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect(wide, 'the page is wider than the screen').toBe(false)
  expect(elsewhere).toEqual([])
})

test('the page after the meeting leads to reminders', async () => {
  browser = await launch('chromium')
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  await ana.openMore()
  await ana.button('End for everyone').click()
  await ana.button('End the meeting').click()
  await heron.page.getByRole('link', { name: 'Remind me by e-mail' }).click()
  await expect(heron.page.getByRole('heading', { name: 'Be reminded by e-mail' })).toBeVisible()
  await expect(heron.page.getByText('Evening Circle')).toBeVisible()
})

test('the page after the meeting of a private group takes the address itself', async () => {
  browser = await launch('chromium')
  const manager = await (await browser.newContext()).newPage()
  await manager.goto(server.links.manager)
  await manager.getByRole('button', { name: 'Sign me in' }).click()
  await expect(manager.getByRole('button', { name: 'Your team' })).toBeVisible()
  const status = await manager.evaluate(async () => {
    const groups = (await (await fetch('/api/groups')).json()) as { id: string; slug: string; version: number }[]
    const circle = groups.find((g) => g.slug === 'evening-circle')
    const answer = await fetch(`/api/groups/${circle?.id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ version: circle?.version, visibility: 'private', open_door: false }),
    })
    return answer.status
  })
  expect(status).toBe(200)
  const ana = await lead(browser, server.links.facilitator, 'Ana')
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await ana.admit('Blue Heron')
  await heron.inTheRoom()
  await ana.openMore()
  await ana.button('End for everyone').click()
  await ana.button('End the meeting').click()
  await heron.page.getByText('Remind me by e-mail').click()
  await heron.page.getByRole('textbox', { name: 'Your e-mail address' }).fill('heron@example.org')
  await heron.button('Send me a link to say yes').click()
  await expect(heron.page.getByText('We sent you an e-mail.')).toBeVisible()
  const asked = await post.next()
  expect(asked.to).toBe('heron@example.org')
  await heron.page.goto(asked.link)
  await heron.button('Yes, remind me').click()
  await heron.sees('We will remind you')
})
