// Members of staff sign in by link and by passkey, and see where they are signed in.
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { launch } from './browsers'
import { Issuer } from './issuer'
import { PostOffice } from './post'
import { Server } from './server'

test.describe('staff', () => {
  let browser: Browser
  let post: PostOffice
  let issuer: Issuer
  let server: Server

  test.beforeEach(async () => {
    post = await PostOffice.open()
    issuer = await Issuer.open('Ana@Harbor.example')
    server = await Server.start({ ...post.env, ...issuer.env })
    browser = await launch('chromium')
  })
  test.afterEach(async () => {
    await browser.close()
    await server.stop()
    await post.close()
    await issuer.close()
  })

  /** A browser with a device that holds passkeys and always knows its owner's finger. */
  async function withDevice(): Promise<Page> {
    const page = await (await browser.newContext()).newPage()
    const device = await page.context().newCDPSession(page)
    await device.send('WebAuthn.enable')
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    return page
  }

  const origin = (): string => new URL(server.links.facilitator).origin
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })

  async function signInByLink(page: Page, link: string): Promise<void> {
    await page.goto(link)
    await button(page, 'Sign me in').click()
    await expect(page).not.toHaveURL(/sign-in/)
  }

  async function openAccount(page: Page): Promise<void> {
    await page.goto(origin())
    await button(page, 'Your account').click()
    await expect(page.getByRole('heading', { name: 'Your account', level: 1 })).toBeVisible()
  }

  /** Gives the account an address, by the letter that comes to it. */
  async function setAddress(page: Page, address: string): Promise<void> {
    await page.getByRole('textbox', { name: 'New address' }).fill(address)
    await button(page, 'Use this address').click()
    await expect(status(page, `on its way to ${address}`)).toBeVisible()
    const letter = await post.next()
    expect(letter).toMatchObject({ to: address, subject: 'Please confirm your address' })
    await page.goto(letter.link)
    await button(page, 'Yes, use it').click()
    await expect(page.getByRole('heading', { name: 'Your new address is set' })).toBeVisible()
  }

  async function askForLink(context: BrowserContext, address: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${origin()}/sign-in`)
    await page.getByRole('textbox', { name: 'Your e-mail address' }).fill(address)
    await button(page, 'Send me a link').click()
    await expect(page.getByRole('heading', { name: 'Look at your e-mail' })).toBeVisible()
    return page
  }

  test('a passkey is added, signs in, and is taken away; a session elsewhere is ended', async () => {
    const page = await withDevice()
    await signInByLink(page, server.links.facilitator)
    await openAccount(page)
    await setAddress(page, 'ana@harbor.example')

    await openAccount(page)
    await button(page, 'Add a passkey').click()
    await page.getByRole('textbox', { name: 'A name for it' }).fill('my phone')
    await button(page, 'Add it').click()
    await expect(status(page, '“my phone” is ready')).toBeVisible()
    expect(await post.next()).toMatchObject({ to: 'ana@harbor.example', subject: 'A passkey was added' })

    await button(page, 'Back to your groups').click()
    await button(page, 'Sign out').click()
    await expect(status(page, 'You are signed out.')).toBeVisible()
    await button(page, 'Sign in').click()
    await button(page, 'Sign in with a passkey').click()
    await expect(page.getByRole('heading', { name: 'Hello, Ana' })).toBeVisible()

    const elsewhere = await askForLink(await browser.newContext(), 'ana@harbor.example')
    const letter = await post.next()
    expect(letter).toMatchObject({ to: 'ana@harbor.example', subject: 'Your link' })
    await signInByLink(elsewhere, letter.link)
    await expect(elsewhere.getByRole('heading', { name: 'Hello, Ana' })).toBeVisible()
    await openAccount(page)
    const others = page.getByRole('button', { name: /^Sign out there/ })
    await expect(others).toHaveCount(1)
    await others.click()
    await expect(status(page, 'That browser is signed out.')).toBeVisible()
    await elsewhere.reload()
    await expect(elsewhere.getByRole('heading', { name: 'A warm room to come into' })).toBeVisible()

    await page.getByRole('button', { name: 'Rename my phone' }).click()
    await page.getByRole('textbox', { name: 'A name for it' }).fill('old phone')
    await button(page, 'Keep this name').click()
    await page.getByRole('button', { name: 'Remove old phone' }).click()
    await button(page, 'Remove it').click()
    await expect(page.getByText('You have none yet.')).toBeVisible()
    await button(page, 'Back to your groups').click()
    await button(page, 'Sign out').click()
    await button(page, 'Sign in').click()
    await button(page, 'Sign in with a passkey').click()
    await expect(page.getByRole('alert').filter({ hasText: 'does not open an account here' })).toBeVisible()
  })

  test('the organisation has a place of its own to sign in', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${origin()}/sign-in`)
    await button(page, 'Sign in with Harbor').click()
    await expect(page.getByText('no account here has your address')).toBeVisible()
    await expect(page).toHaveURL(`${origin()}/staff/provider`)
    await signInByLink(page, server.links.facilitator)
    await openAccount(page)
    await setAddress(page, 'ana@harbor.example')
    const elsewhere = await (await browser.newContext()).newPage()
    await elsewhere.goto(`${origin()}/sign-in`)
    await button(elsewhere, 'Sign in with Harbor').click()
    await expect(elsewhere.getByRole('heading', { name: 'Hello, Ana' })).toBeVisible()
  })

  test('a manager invites a co-facilitator, who accepts; and closes the account again', async () => {
    const manager = await (await browser.newContext()).newPage()
    await signInByLink(manager, server.links.facilitator)
    await manager.goto(origin())
    await button(manager, 'Your team').click()
    await button(manager, 'Invite somebody').click()
    await manager.getByRole('combobox', { name: 'Group' }).selectOption({ label: 'Evening Circle' })
    await manager.getByRole('textbox', { name: 'Their e-mail address' }).fill('dora@harbor.example')
    await button(manager, 'Send the invitation').click()
    await expect(status(manager, 'on its way to dora@harbor.example')).toBeVisible()
    await button(manager, 'Close').click()
    await expect(manager.getByText('dora@harbor.example')).toBeVisible()

    const letter = await post.next()
    expect(letter).toMatchObject({ to: 'dora@harbor.example', subject: 'An invitation' })
    const dora = await withDevice()
    await dora.goto(letter.link)
    await expect(dora.getByText('invites you to help lead Evening Circle')).toBeVisible()
    await dora.getByRole('textbox', { name: 'Your name' }).fill('Ana')
    await button(dora, 'Accept').click()
    await expect(dora.getByRole('alert').filter({ hasText: 'has that name already' })).toBeVisible()
    await dora.getByRole('textbox', { name: 'Your name' }).fill('Dora')
    await button(dora, 'Accept').click()
    await expect(dora.getByRole('heading', { name: 'Your account' })).toBeVisible()
    await expect(dora.getByText('dora@harbor.example')).toBeVisible()
    await button(dora, 'Back to your groups').click()
    await expect(button(dora, 'Open the room of Evening Circle')).toBeVisible()
    await expect(button(dora, 'Your team')).toBeHidden()

    await manager.reload()
    await expect(manager.getByText('Co-facilitator, Evening Circle')).toHaveCount(2)
    await button(manager, 'Change what Dora does').click()
    await manager.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Facilitator' })
    await button(manager, 'Give a role').click()
    await expect(status(manager, 'Dora is now Facilitator in Family Evening.')).toBeVisible()
    await button(manager, 'Take away: Co-facilitator, Evening Circle').click()
    await expect(status(manager, 'Dora does not lead Evening Circle any more.')).toBeVisible()
    await button(manager, 'Close the account').click()
    await button(manager, 'Close the account').click()
    await expect(status(manager, 'The account of Dora is closed.')).toBeVisible()
    await dora.reload()
    await expect(dora.getByRole('heading', { name: 'A warm room to come into' })).toBeVisible()
  })

  test('asking for a link looks the same for an address that nobody has', async () => {
    const context = await browser.newContext()
    await askForLink(context, 'nobody@harbor.example')
    const wrong = await context.newPage()
    await wrong.goto(`${origin()}/sign-in`)
    await wrong.getByRole('textbox', { name: 'Your e-mail address' }).fill('nobody')
    await button(wrong, 'Send me a link').click()
    await expect(wrong.getByRole('alert').filter({ hasText: 'such as ana@example.org' })).toBeVisible()
  })
})
