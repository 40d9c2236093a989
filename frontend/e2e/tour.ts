// People who read the page in their own language, for tests that go through every state in both.
import {
  type Browser,
  type BrowserContext,
  expect,
  type Locator,
  type Page,
  type WebSocketRoute,
} from '@playwright/test'
import { sendFrom } from './media'
import { type Key, type Language, type Say, words } from './words'

type Values = Parameters<Say>[1]

const locales = { en: 'en-US', es: 'es-ES' } as const

/** A browser of one's own, on a phone that asks for less motion. */
export function phone(browser: Browser, language: Language): Promise<BrowserContext> {
  return browser.newContext({
    locale: locales[language],
    viewport: { width: 360, height: 740 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
}

/** Somebody with a page in front of them, and the words they read it in. */
export class Reader {
  readonly say: Say

  constructor(
    readonly page: Page,
    readonly language: Language,
  ) {
    this.say = words(language)
  }

  static async with(context: BrowserContext, language: Language): Promise<Reader> {
    const page = await context.newPage()
    page.setDefaultTimeout(45_000)
    await sendFrom(page, { tone: 200, colour: [60, 90, 120] })
    return new Reader(page, language)
  }

  /** The button of exactly that name, in the dialog where one is open. */
  button(key: Key, values?: Values): Locator {
    return this.page.getByRole('button', { name: this.say(key, values), exact: true })
  }

  async press(key: Key, values?: Values): Promise<void> {
    await this.button(key, values).last().click()
  }

  field(key: Key): Locator {
    return this.page.getByRole('textbox', { name: this.say(key), exact: true })
  }

  text(key: Key, values?: Values): Locator {
    return this.page.getByText(this.say(key, values)).first()
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog')
  }

  async sees(key: Key, values?: Values): Promise<void> {
    await expect(this.text(key, values)).toBeVisible({ timeout: 30_000 })
  }

  /** One of the buttons at the foot of the room; some say more than their word. */
  bar(
    key: 'own.microphone' | 'own.camera' | 'own.chat' | 'own.people' | 'own.more' | 'own.leave' | 'hand.raise',
  ): Locator {
    const bar = this.page.getByRole('region', { name: this.say('own.bar') })
    return bar.getByRole('button', { name: new RegExp(`^${this.say(key)}`) })
  }

  async open(key: 'own.chat' | 'own.people' | 'own.more'): Promise<void> {
    if ((await this.bar(key).getAttribute('aria-expanded')) !== 'true') await this.bar(key).click()
  }

  async shut(key: 'own.chat' | 'own.people' | 'own.more'): Promise<void> {
    if ((await this.bar(key).getAttribute('aria-expanded')) === 'true') await this.bar(key).click()
  }

  async inTheRoom(): Promise<void> {
    await expect(this.bar('own.more')).toBeVisible({ timeout: 30_000 })
  }

  /** From a participant's link to the door. */
  async arrive(link: string, name: string): Promise<void> {
    await this.page.goto(link)
    await this.field('name.own').fill(name)
    await this.press('common.continue')
    await this.press('check.listen')
    await this.press('agree.yes')
    await this.sees('door.wait')
  }

  /** From a one-time link into the room, as one who leads. */
  async lead(link: string): Promise<void> {
    await this.page.goto(link)
    await this.press('sign_in.button')
    await this.press('staff.open_room')
    await this.inTheRoom()
  }

  async letIn(name: string): Promise<void> {
    await this.open('own.people')
    await this.press('desk.admit.of', { name })
  }

  /** Opens what can be done about a person. */
  async choose(name: string): Promise<void> {
    await this.open('own.people')
    const menu = this.page
      .getByRole('region', { name: this.say('own.people'), exact: true })
      .getByRole('button', { name: this.say('desk.people.actions', { name }), exact: true })
    if ((await menu.getAttribute('aria-expanded')) !== 'true') await menu.click()
  }

  /** Chooses one of several. Their circles are drawn: what is pressed is the label. */
  async pick(key: Key): Promise<void> {
    await this.page.getByRole('radio', { name: this.say(key) }).check({ force: true })
  }

  /** From now on no device starts, for that reason; without one, they start again. */
  async refuseDevices(why?: 'NotAllowedError' | 'NotFoundError' | 'NotReadableError'): Promise<void> {
    await this.page.evaluate((why) => {
      const devices = navigator.mediaDevices as MediaDevices & { given?: MediaDevices['getUserMedia'] }
      devices.given ??= devices.getUserMedia
      devices.getUserMedia = why ? () => Promise.reject(new DOMException('', why)) : devices.given
    }, why)
  }

  /** A phone call takes the microphone, as the browser tells it. */
  async takeMicrophone(): Promise<void> {
    await this.page.evaluate(() => {
      const { connections } = (window as unknown as { e2e: { connections: RTCPeerConnection[] } }).e2e
      for (const track of connections.flatMap((c) => c.getSenders()).map((sender) => sender.track)) {
        if (track?.kind !== 'audio') continue
        Object.defineProperty(track, 'muted', { value: true })
        track.dispatchEvent(new Event('mute'))
      }
    })
  }
}

/** The page's socket, in a hand that can cut it and mend it. To be had before the page is opened. */
export class Socket {
  private cut = false
  private open: WebSocketRoute | undefined

  static async of(page: Page): Promise<Socket> {
    const socket = new Socket()
    await page.routeWebSocket(/./, (route) => {
      if (socket.cut) return void route.close()
      socket.open = route
      route.connectToServer()
    })
    return socket
  }

  async lose(): Promise<void> {
    this.cut = true
    await this.open?.close()
  }

  mend(): void {
    this.cut = false
  }
}
