// Agreements that mean something: read aloud by everybody, shown when they change, and open to a wish.
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

test('the agreements go round, a clause each, in large letters on a phone', async () => {
  const heron = await enter('Blue Heron')
  const fern = await enter('Quiet Fern')
  await heron.page.setViewportSize({ width: 360, height: 740 })
  await ana.openMore()
  await ana.button('Read the agreements aloud').click()

  await expect(heron.page.getByText('You read now.')).toBeVisible()
  await expect(fern.page.getByText('Blue Heron reads now.')).toBeVisible()
  await expect(fern.page.getByText('You read the next one.')).toBeVisible()
  await expect(heron.spoken).toContainText('It is your turn to read aloud')
  const clause = heron.page.getByRole('region').filter({ has: heron.page.getByRole('heading', { level: 2 }) })
  const size = await clause
    .getByRole('paragraph')
    .nth(1)
    .evaluate((p) => Number.parseFloat(getComputedStyle(p).fontSize))
  expect(size).toBeGreaterThanOrEqual(21)
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'false')
  await heron.button('Turn on my microphone').click()
  await expect(heron.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
  await heron.button('I have read it').click()

  await expect(fern.page.getByText('You read now.')).toBeVisible()
  await expect(heron.page.getByText(/, 2 of \d/)).toBeVisible()
  await fern.button('I would rather not read').click()
  await expect(heron.page.getByText('You read now.')).toBeVisible()
  await expect(heron.page.getByText(/, 2 of \d/)).toBeVisible()

  await ana.button('Let someone else read').click()
  await expect(ana.page.getByText('You read now.')).toBeVisible()
  await ana.act('Quiet Fern', 'Ask to read this one')
  await expect(fern.page.getByText('You read now.')).toBeVisible()
  await ana.button('Stop reading').click()
  await expect(fern.page.getByText('You read now.')).toHaveCount(0)
})

interface Staff {
  readonly groups: readonly { readonly id: string; readonly name: string }[]
}
interface Agreement {
  readonly version: number
  readonly clauses: readonly { readonly title: string; readonly text: string }[]
}

/** What the manager does on another page: version 2, with a clause about screenshots. */
async function publishAnotherClause(): Promise<void> {
  await ana.page.evaluate(async () => {
    const get = async <T>(path: string): Promise<T> => (await fetch(path)).json()
    const { groups } = await get<Staff>('/api/session')
    const path = `/api/groups/${groups.find((g) => g.name === 'Evening Circle')?.id}/agreements`
    const [current] = await get<Agreement[]>(path)
    const clauses = [...(current?.clauses ?? []), { title: 'No pictures', text: 'We take no screenshots.' }]
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ version: current?.version, clauses }),
    })
    if (!answer.ok) throw new Error(await answer.text())
  })
}

const agreements = (person: Person) =>
  person.page.getByRole('listitem').filter({ has: person.page.getByRole('heading') })

/** Opens the link and goes as far as the agreements. */
async function asFarAsTheAgreements(person: Person): Promise<void> {
  await person.page.goto('about:blank')
  await person.page.goto(server.links.participant)
  await person.page.getByRole('textbox', { name: /type your own/i }).fill(person.name)
  await person.button('Continue').click()
  await person.button('Just listen').click()
}

test('who agreed to version 1 reads only what is new in version 2, if their device was asked to remember', async () => {
  const heron = await arrive(browser, server.links.participant, 'Blue Heron')
  await heron.button('Stop waiting').click()
  await asFarAsTheAgreements(heron)
  await expect(heron.page.getByRole('heading', { level: 1 })).toHaveText('What we agree on') // nothing was remembered
  const all = await agreements(heron).count()
  await heron.page.getByRole('checkbox', { name: 'Remember on this device that I agreed' }).check()
  await heron.button('I agree').click()
  await heron.atTheDoor()
  await heron.button('Stop waiting').click()

  await asFarAsTheAgreements(heron)
  await expect(heron.page.getByRole('heading', { level: 1 })).toHaveText('You know our agreements')
  await publishAnotherClause()
  await asFarAsTheAgreements(heron)
  await expect(heron.page.getByRole('heading', { level: 1 })).toHaveText('What has changed')
  await expect(agreements(heron).filter({ visible: true })).toHaveText([/We take no screenshots/])
  await heron.page.getByText('Read all of them').click()
  await expect(agreements(heron).filter({ visible: true })).toHaveCount(1 + all + 1)
  const kept = await heron.page.evaluate(() => JSON.stringify({ ...localStorage }))
  expect(kept).not.toMatch(/Evening|Heron|screenshots|01K/)
  await heron.button('I agree').click()
  await heron.atTheDoor()

  // Leaving a trace is their choice: the tick taken away, nothing stays.
  await heron.button('Stop waiting').click()
  await asFarAsTheAgreements(heron)
  await expect(heron.page.getByRole('heading', { level: 1 })).toHaveText('You know our agreements')
  await heron.page.getByRole('checkbox', { name: 'Remember on this device that I agreed' }).uncheck()
  await heron.button('I agree').click()
  await heron.atTheDoor()
  await expect.poll(() => heron.page.evaluate(() => localStorage.length)).toBe(0)
})

test('a wish for the agreements, in the meeting or after it, waits for the group without a name', async () => {
  const heron = await enter('Blue Heron')
  await heron.openMore()
  await heron.button('Wish for a change').click()
  await heron.page.getByRole('textbox', { name: 'Your wish' }).fill('Could we say that eating is fine?')
  await heron.button('Give it to the group').click()
  await expect(heron.page.getByText('The group has it now. Thank you.')).toBeVisible()
  await heron.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await ana.openMore()
  await ana.button('End for everyone').click()
  await ana.button('End the meeting').click()
  await heron.sees('The meeting has ended')
  await heron.page.getByText('A wish for our agreements').click()
  await heron.page.getByRole('textbox', { name: 'Your wish' }).fill('More time for silence')
  await heron.button('Give it to the group').click()
  await expect(heron.page.getByText('The group has it now. Thank you.')).toBeVisible()

  await ana.button('To your groups').click()
  await ana.button('Wishes for the agreements of Evening Circle').click()
  const wishes = ana.page.getByRole('dialog')
  await expect(wishes.getByText('Could we say that eating is fine?')).toBeVisible()
  await expect(wishes).not.toContainText('Heron')
  await wishes.getByRole('button', { name: 'Erase this wish: More time for silence' }).click()
  await expect(wishes.getByText('The wish is erased.')).toBeVisible()
  await expect(wishes.getByText('More time for silence')).toHaveCount(0)
})
