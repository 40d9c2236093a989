// "Leave now": silence at once, a plain page, no way back, and nothing kept.
import { type Browser, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { audible, listen, loudnessOf, type Sending } from './media'
import { arrive, lead } from './people'
import { Server } from './server'

const ana: Sending = { tone: 500, colour: [200, 30, 30] }
const heron: Sending = { tone: 1500, colour: [30, 180, 40] }
const plain = /\/measures\.html$/

/** What was still going on in a page when it went. */
interface Afterwards {
  readonly ms: number
  readonly playing: number
  readonly connected: number
}

/** Reports what goes on when a page leaves for another, measured from the press, and lets it go then. */
async function watchLeaving(page: Page, report: (afterwards: Afterwards) => void): Promise<void> {
  await page.exposeFunction('reportLeaving', report)
  await page.addInitScript(() => {
    let pressed = 0
    addEventListener('click', (e) => (pressed = e.timeStamp), { capture: true })
    const go = navigation.navigate.bind(navigation)
    const watched: typeof go = (...to) => {
      const { e2e, reportLeaving } = window as unknown as {
        e2e: { connections: RTCPeerConnection[] }
        reportLeaving: (afterwards: { ms: number; playing: number; connected: number }) => Promise<void>
      }
      const players = [...document.querySelectorAll<HTMLMediaElement>('audio, video')]
      void reportLeaving({
        ms: performance.now() - pressed,
        playing: players.filter((p) => !p.paused && p.srcObject !== null).length,
        connected: e2e.connections.filter((c) => c.connectionState !== 'closed').length,
      }).then(() => go(...to))
      return {} as NavigationResult
    }
    Object.defineProperty(navigation, 'navigate', { value: watched })
  })
}

/** All that this browser keeps for the origin of the page, cookies apart. */
const keptIn = (page: Page): Promise<unknown> =>
  page.evaluate(async () => ({
    session: Object.keys(sessionStorage),
    local: Object.keys(localStorage),
    databases: (await indexedDB.databases()).length,
    caches: 'caches' in window ? await caches.keys() : [],
    workers: (await navigator.serviceWorker?.getRegistrations())?.length ?? 0,
  }))
/** Holds the app back, as a slow network does, until what this returns is called. */
async function holdApp(page: Page): Promise<() => void> {
  let arrive = (): void => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  await page.route('**/assets/base-*.js', async (route) => {
    await arrived
    await route.continue().catch(() => undefined) // the page may be gone
  })
  return arrive
}

const nothing = { session: [], local: [], databases: 0, caches: [], workers: 0 }

for (const name of ['chromium', 'firefox'] as const) {
  test.describe(`in ${name}`, () => {
    let browser: Browser
    let server: Server
    const origin = (): string => new URL(server.links.participant).origin

    test.beforeEach(async () => {
      server = await Server.start()
      browser = await launch(name)
    })
    test.afterEach(async () => {
      await browser.close()
      await server.stop()
    })

    test('from the room: silent within 300 ms, both ways, and Back does not return', async () => {
      const leader = await lead(browser, server.links.facilitator, 'Ana', { sending: ana })
      const gone: Afterwards[] = []
      const person = await arrive(browser, server.links.participant, 'Blue Heron', {
        sending: heron,
        before: (page) => watchLeaving(page, (afterwards) => gone.push(afterwards)),
      })
      const { page } = person
      await leader.admit('Blue Heron')
      await person.inTheRoom()
      await leader.turnOnMicrophone()
      await person.turnOnMicrophone()
      await listen(leader.page)
      await listen(page)
      await expect.poll(() => loudnessOf(page, ana.tone)).toBeGreaterThan(audible)
      await expect.poll(() => loudnessOf(leader.page, heron.tone)).toBeGreaterThan(audible)

      await person.button('Leave now').click()
      await expect(page).toHaveURL(plain)
      await expect(page).toHaveTitle('Kitchen measures')
      expect(gone).toEqual([{ ms: expect.any(Number), playing: 0, connected: 0 }])
      test.info().annotations.push({ type: 'silent after', description: `${gone[0]?.ms.toFixed(1)} ms` })
      expect(gone[0]?.ms).toBeLessThan(300)
      await expect.poll(() => loudnessOf(leader.page, heron.tone)).toBeLessThan(audible)
      expect(await keptIn(page)).toEqual(nothing)

      await page.goBack()
      await expect(page).toHaveURL(/^about:blank$|\/measures\.html$/) // what was there before the link; Firefox keeps no blank page
      await page.goForward()
      await expect(page).toHaveURL(plain)
    })

    test('from a page for strangers, reached over two others: Back shows the plain page', async () => {
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
      await page.goto(`${origin()}/groups`)
      await page.getByRole('link', { name: 'Evening Circle' }).click()
      await page.getByRole('link', { name: 'Go to the door' }).click()
      await expect(page.getByRole('textbox', { name: /type your own/i })).toBeVisible()
      await page.goto(`${origin()}/resources/course-calm-evening`)
      await page.getByRole('checkbox').first().check()
      await page.getByRole('link', { name: 'Leave now' }).click()
      await expect(page).toHaveURL(plain)
      expect(await keptIn(page)).toEqual(nothing)
      for (let back = 0; back < 3; back++) {
        await page.goBack()
        await expect(page).toHaveURL(plain)
      }
    })

    test('from a page of staff: the browser is signed out', async () => {
      const context = await browser.newContext({ locale: 'en-US' })
      const page = await context.newPage()
      await page.goto(server.links.manager)
      await page.getByRole('button', { name: 'Sign me in' }).click()
      await expect(page.getByRole('heading', { name: 'Hello, Ana' })).toBeVisible()
      expect(await context.cookies()).toHaveLength(1)
      await page.getByRole('button', { name: 'Leave now' }).click()
      await expect(page).toHaveURL(plain)
      await expect.poll(() => context.cookies()).toEqual([])
      await page.goto(`${origin()}/staff`)
      await expect(page.getByRole('heading', { name: 'A warm room to come into' })).toBeVisible()
    })

    test('every page has it, with a plain icon, and those of a meeting say nothing in their title', async () => {
      const context = await browser.newContext({ locale: 'en-US' })
      for (const [path, title] of [
        ['/', 'Room'],
        ['/sign-in', 'Room'],
        ['/sign-in#nothing', 'Room'],
        ['/join#nothing', 'Room'],
        [new URL(server.links.participant).pathname + new URL(server.links.participant).hash, 'Room'],
        ['/staff/account', 'Room'],
        ['/staff/people', 'Room'],
        ['/staff/invite#nothing', 'Room'],
        ['/staff/email#nothing', 'Room'],
        ['/record#nothing', 'Room'],
        ['/groups', /./],
        ['/groups/harbor/evening-circle', /./],
        ['/groups/harbor/evening-circle/flyer', /./],
        ['/resources', /./],
        ['/resources/course-calm-evening', /./],
        ['/nowhere', /./],
        ['/groups/harbor/none', /./],
        ['/groups/nobody', /./],
        ['/groups?day=2', /./],
        ['/family', /./],
        ['/groups/harbor/evening-circle/reminders', /./],
        ['/groups/harbor/evening-circle/join', 'Room'],
        ['/reminders/nothing', /./],
        ['/resources/nothing', /./],
        ['/verify', /./],
        ['/verify/NOTHING', /./],
        ['/practice', 'Room'],
        ['/receipt#nothing', 'Room'],
        ['/meetings/nothing', 'Room'],
        ...[
          'provider',
          'programme',
          'resources',
          'numbers',
          'counts',
          'tokens',
          'webhooks',
          'groups/new',
          'nowhere',
        ].map((page) => [`/staff/${page}`, 'Room'] as const),
      ] as const) {
        const page = await context.newPage()
        await page.goto(origin() + path)
        const exit = page.getByRole('button', { name: 'Leave now' }).or(page.getByRole('link', { name: 'Leave now' }))
        await expect(exit, path).toBeVisible()
        await expect(page, path).toHaveTitle(title)
        expect(await page.locator('link[rel="icon"]').getAttribute('href'), path).toBe('/icon.svg')
        await page.close()
      }

      // It works before the app is there.
      const page = await context.newPage()
      await holdApp(page)
      await page.goto(server.links.participant, { waitUntil: 'commit' })
      await expect(page.getByText('Nobody sees or hears you yet.')).toBeVisible()
      await page.getByRole('button', { name: 'Leave now' }).click()
      await expect(page).toHaveURL(plain)
      expect(await keptIn(page)).toEqual(nothing)
      await page.goBack()
      await expect(page).toHaveURL(/^about:blank$|\/measures\.html$/)
    })

    test('what comes before the app is for a new tab, and what is pressed on it waits', async () => {
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage()
      const front = page.getByRole('heading', { name: 'A warm room to come into' })
      let arrive = await holdApp(page)
      await page.goto(origin(), { waitUntil: 'commit' })
      await expect(front).toBeVisible()
      await page.getByRole('button', { name: 'Sign in' }).press('Enter')
      arrive()
      await expect(page.getByRole('textbox')).toBeVisible()
      expect(new URL(page.url()).pathname).toBe('/sign-in')

      await page.getByRole('button', { name: 'Español' }).click()
      await expect(page.getByRole('button', { name: 'Salir ya' })).toBeVisible()
      await page.unrouteAll()
      arrive = await holdApp(page)
      await page.goto(origin(), { waitUntil: 'commit' })
      await expect(front).toBeHidden() // it is there, and not in the language of this tab
      expect(await page.locator('#painted').count()).toBe(1)
      arrive()
      await expect(page.getByRole('heading', { name: 'Una sala cálida para llegar' })).toBeVisible()
      await expect(front).toHaveCount(0)
    })
  })
}
