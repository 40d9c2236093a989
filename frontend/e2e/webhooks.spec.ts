// A manager has another program told of meetings, tries it, and ends it.
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type Browser, expect, test } from '@playwright/test'
import { launchPlainChromium } from './browsers'
import { Server } from './server'

let browser: Browser
let server: Server

test.beforeEach(async () => {
  server = await Server.start({ WARMROOM_WEBHOOKS_PRIVATE: 'true' })
  browser = await launchPlainChromium()
})
test.afterEach(async () => {
  await browser.close()
  await server.stop()
})

test('a manager adds a program, sees that a test arrives, and ends it', async () => {
  const told: { id: string; at: string; signature: string; body: string }[] = []
  const program = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name])
      told.push({
        id: header('webhook-id'),
        at: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        body,
      })
      response.writeHead(204).end()
    })
  })
  program.listen(0, '127.0.0.1')
  await once(program, 'listening')
  const at = program.address()
  if (at === null || typeof at === 'string') throw new Error('the program does not listen')
  const url = `http://127.0.0.1:${at.port}/hooks`

  const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
  await page.goto(server.links.manager)
  await page.getByRole('button', { name: 'Sign me in' }).click()
  await page.getByRole('button', { name: 'Your team' }).click()
  await page.getByRole('button', { name: 'Other programs' }).click()
  await expect(page.getByText('There is none yet.')).toBeVisible()

  await page.getByRole('button', { name: 'Add a program' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Its address' }).fill('hooks')
  await dialog.getByRole('button', { name: 'Add a program' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Its address' }).fill(url)
  await dialog.getByRole('button', { name: 'Add a program' }).click()
  const secret = await dialog.getByRole('textbox', { name: /Its secret/ }).inputValue()
  expect(secret).toMatch(/^whsec_/)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await page.reload()
  await expect(page.getByText(secret)).toHaveCount(0)

  await page.getByRole('button', { name: `Send a test to ${url}` }).click()
  await expect.poll(() => told.length, { timeout: 30_000 }).toBe(1)
  const [first] = told
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const mac = createHmac('sha256', key).update(`${first?.id}.${first?.at}.${first?.body}`).digest('base64')
  expect(first?.signature).toBe(`v1,${mac}`)
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ type: 'test', data: {} })
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(page.getByText('It arrived')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 30_000 })

  await page.getByRole('button', { name: `End ${url}` }).click()
  await expect(page.getByText('There is none yet.')).toBeVisible()
  program.close()
})
