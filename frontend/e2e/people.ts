// What people do in a meeting, in their own words: every step goes through the
// roles and names that a screen reader would speak.
import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { type Sending, sendFrom } from './media'

interface Arriving {
  readonly sending?: Sending
  /** Changes the page before the app is loaded. */
  readonly before?: (page: Page) => Promise<void>
  /** Says at the door that it is their first time. */
  readonly newcomer?: boolean
  /** Does something on the page of the private check. */
  readonly onCheck?: (page: Page) => Promise<void>
  /** An open context, to arrive again in the same browser. */
  readonly context?: BrowserContext
}

const unheard: Sending = { tone: 200, colour: [10, 10, 10] }

async function open(browser: Browser, arriving: Arriving): Promise<Page> {
  const context = arriving.context ?? (await browser.newContext())
  const page = await context.newPage()
  await sendFrom(page, arriving.sending ?? unheard)
  await arriving.before?.(page)
  return page
}

const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })

/** Somebody with a page in front of them. */
export class Person {
  constructor(
    readonly name: string,
    readonly page: Page,
  ) {}

  button(name: string | RegExp): Locator {
    return button(this.page, name)
  }

  /** The picture of another person, or the place where it would be. */
  tile(name: string): Locator {
    return this.page.getByRole('main', { name: 'People in the room' }).getByRole('listitem').filter({ hasText: name })
  }

  async inTheRoom(): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Your controls' })).toBeVisible({ timeout: 20_000 })
  }

  async atTheDoor(): Promise<void> {
    await expect(this.page.getByText('You do not need to press anything.')).toBeVisible({ timeout: 20_000 })
  }

  async sees(heading: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: heading })).toBeVisible({ timeout: 20_000 })
  }

  async turnOnMicrophone(): Promise<void> {
    await this.button(/^Microphone/).click()
    await expect(this.button(/^Microphone/)).toHaveAttribute('aria-pressed', 'true')
  }

  async turnOnCamera(): Promise<void> {
    await this.button(/^Camera/).click()
    await expect(this.button(/^Camera/)).toHaveAttribute('aria-pressed', 'true')
  }

  async say(text: string, lane: 'Everyone' | 'Facilitators' = 'Everyone'): Promise<void> {
    await this.openChat()
    await this.page.getByRole('radio', { name: lane }).check({ force: true })
    await this.page.getByRole('textbox', { name: 'Your message' }).fill(text)
    await this.button('Send').click()
  }

  async openChat(): Promise<void> {
    const chat = this.button(/^Chat/)
    if ((await chat.getAttribute('aria-expanded')) !== 'true') await chat.click()
  }

  async openPeople(): Promise<void> {
    const people = this.button(/^People/)
    if ((await people.getAttribute('aria-expanded')) !== 'true') await people.click()
  }

  async openMore(): Promise<void> {
    const more = this.button('More')
    if ((await more.getAttribute('aria-expanded')) !== 'true') await more.click()
  }

  /** What a screen reader says of what happens, and has not said before. */
  get spoken(): Locator {
    return this.page.getByRole('log')
  }

  message(text: string): Locator {
    return this.page.getByRole('listitem').getByText(text, { exact: true })
  }
}

/** A participant who has taken the link as far as the door. */
export async function arrive(browser: Browser, link: string, name: string, arriving: Arriving = {}): Promise<Person> {
  const page = await open(browser, arriving)
  await page.goto(link)
  await page.getByRole('textbox', { name: /type your own/i }).fill(name)
  if (arriving.newcomer) await page.getByRole('checkbox', { name: /my first time/i }).check()
  await button(page, 'Continue').click()
  const listen = button(page, 'Just listen')
  const agree = button(page, 'I agree')
  await expect(listen.or(agree).first()).toBeVisible()
  if (await listen.isVisible()) {
    await arriving.onCheck?.(page)
    await listen.click()
  }
  await agree.click()
  return new Person(name, page)
}

/** One who leads, with their one-time link, inside the room. */
export async function lead(browser: Browser, link: string, name: string, arriving: Arriving = {}): Promise<Leader> {
  const page = await open(browser, arriving)
  await page.goto(link)
  await button(page, 'Sign me in').click()
  await button(page, /^(Open the room|Just listen|Continue)/)
    .first()
    .click()
  const leader = new Leader(name, page)
  await leader.inTheRoom()
  return leader
}

/** A facilitator or co-facilitator. */
export class Leader extends Person {
  async admit(name: string): Promise<void> {
    await this.openPeople()
    await this.button(`Let in ${name}`).click()
  }

  async admitAll(): Promise<void> {
    await this.openPeople()
    await this.button('Let everyone in').click()
  }

  /** Opens what can be done about a person and presses one of it. */
  async act(name: string, action: string): Promise<void> {
    await this.openPeople()
    const list = this.page.getByRole('region', { name: 'People', exact: true })
    const menu = list.getByRole('button', { name: `What to do about ${name}`, exact: true })
    if ((await menu.getAttribute('aria-expanded')) !== 'true') await menu.click()
    await list.getByRole('button', { name: action, exact: true }).click()
  }

  async endMeeting(): Promise<void> {
    await this.openMore()
    await this.button('End for everyone').click()
    await this.button('End the meeting').click()
  }

  async remove(name: string, reason: string): Promise<void> {
    await this.act(name, 'Remove')
    await this.button(reason).click()
  }
}
