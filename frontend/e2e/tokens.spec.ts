// A manager makes a token for a program, the program uses it, and the manager takes it back.
import { expect, test } from '@playwright/test'
import { launchPlainChromium } from './browsers'
import { Server } from './server'

test('a program reads the programme by a token, until it is revoked', async () => {
  const server = await Server.start()
  const origin = new URL(server.links.facilitator).origin
  const browser = await launchPlainChromium()
  try {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
    await page.goto(server.links.facilitator)
    await page.getByRole('button', { name: 'Sign me in' }).click()
    await expect(page).not.toHaveURL(/sign-in/)
    await page.goto(`${origin}/staff/people`)
    await page.getByRole('button', { name: 'Tokens for programs' }).click()
    await expect(page.getByText('None yet.')).toBeVisible()
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByRole('textbox', { name: 'What is it for?' }).fill('Web site')
    await page.getByRole('checkbox', { name: 'Read the programme' }).uncheck()
    await page.getByRole('button', { name: 'Make the token' }).click()
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(
      'Please choose at least one thing that it may do.',
    )
    await page.getByRole('checkbox', { name: 'Read the programme' }).check()
    await page.getByRole('button', { name: 'Make the token' }).click()
    const token = await page.getByRole('textbox', { name: 'Here is the token' }).inputValue()
    await page.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText('Never used')).toBeVisible()

    const ask = (path: string): Promise<Response> =>
      fetch(`${origin}/api/${path}`, { headers: { Authorization: `Bearer ${token}` } })
    const groups = await ask('groups')
    expect(((await groups.json()) as { name: string }[]).map((g) => g.name)).toContain('Evening Circle')
    expect((await ask('staff')).status).toBe(403)

    await page.reload()
    await expect(page.getByText('Last used on')).toBeVisible()
    expect(await page.content()).not.toContain(token)
    await page.getByRole('button', { name: 'Revoke the token “Web site”' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'does not work any more' })).toBeVisible()
    await expect(page.getByText('None yet.')).toBeVisible()
    expect((await ask('groups')).status).toBe(401)
  } finally {
    await browser.close()
    await server.stop()
  }
})
