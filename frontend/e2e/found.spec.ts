import { expect, type Page, test } from '@playwright/test'
import { launchPlainChromium } from './browsers'
import { axeFaults } from './look'
import { Server } from './server'

/** Adds up how much of a page moves after it was painted, from its beginning on. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const own = window as unknown as { shifted: number }
    own.shifted = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) own.shifted += (entry as PerformanceEntry & { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return () =>
    page.evaluate(async () => {
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
      return (window as unknown as { shifted: number }).shifted
    })
}

test('a stranger finds a group, reads without scripts, and comes to its open door', async () => {
  const server = await Server.start()
  const origin = new URL(server.links.participant).origin
  const browser = await launchPlainChromium()
  try {
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
    const reader = await plain.newPage()
    await reader.goto(`${origin}/groups`)
    await expect(reader.getByRole('heading', { name: 'On now' })).toBeVisible()
    await reader.getByRole('link', { name: 'Evening Circle' }).click()
    await expect(reader.getByText('Every Tuesday at 7:00 PM')).toBeVisible()
    await expect(reader.getByText('This site tells a court nothing.')).toBeVisible()
    await reader.goto(`${origin}/resources`)
    await reader.getByRole('link', { name: 'A calmer evening' }).click()
    await expect(reader.getByRole('heading', { name: 'Step 3: Reach out' })).toBeVisible()
    await plain.close()

    const context = await browser.newContext({ timezoneId: 'Asia/Kolkata', viewport: { width: 360, height: 740 } })
    const page = await context.newPage()
    const shifted = await watchShifts(page)
    const elsewhere: string[] = []
    page.on('request', (r) => new URL(r.url()).origin !== origin && elsewhere.push(r.url()))
    await page.goto(`${origin}/groups`)
    await expect(page.getByText('where you are').first()).toBeVisible()
    expect(await shifted(), 'what moves on the list').toBe(0)
    await page.getByRole('link', { name: 'Evening Circle' }).click()
    await expect(page.getByText('where you are').first()).toBeVisible()
    expect(await shifted(), 'what moves on the page of a group').toBe(0)
    await page.getByRole('link', { name: 'Go to the door' }).click()
    await expect(page.getByRole('heading', { name: 'Evening Circle' })).toBeVisible()
    expect(new URL(page.url()).pathname).toBe('/join') // the address tells no more
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Evening Circle' })).toBeVisible()

    await page.goto(`${origin}/resources/course-calm-evening`)
    await page.getByRole('checkbox').first().check()
    await page.reload()
    await expect(page.getByRole('checkbox').first()).toBeChecked()
    await page.goto(`${origin}/resources`)
    await expect(page.getByText('Steps you have done: 1/3')).toBeVisible()
    await page.getByRole('link', { name: 'Leave now' }).click()
    await expect(page).toHaveURL(/measures\.html$/)
    await page.goto(`${origin}/resources/course-calm-evening`)
    await expect(page.getByRole('checkbox').first()).not.toBeChecked()
    expect(elsewhere).toEqual([])
    for (const path of [
      '/groups',
      '/groups?day=2',
      '/groups/harbor/evening-circle',
      '/family',
      '/resources',
      '/groups/harbor/none',
    ]) {
      await page.goto(origin + path)
      expect(await axeFaults(page), path).toEqual([])
    }
    await context.close()
  } finally {
    await browser.close()
    await server.stop()
  }
})

test('a manager hides a group, and calls off one date that everybody sees', async () => {
  const server = await Server.start()
  const origin = new URL(server.links.facilitator).origin
  const browser = await launchPlainChromium()
  try {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage()
    await page.goto(server.links.facilitator)
    await page.getByRole('button', { name: 'Sign me in' }).click()
    await page.waitForURL(/\/(meetings|staff)/)
    await page.goto(`${origin}/staff`)
    await page.getByRole('button', { name: 'Dates of Evening Circle' }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('button', { name: /^Call off/ })
      .nth(1)
      .click()
    await expect(dialog.getByRole('button', { name: /after all/ })).toHaveCount(1)
    await dialog.getByRole('button', { name: 'Close' }).click()

    const stranger = await (await browser.newContext()).newPage()
    await stranger.goto(`${origin}/groups/harbor/evening-circle`)
    await expect(stranger.getByText('No meeting', { exact: true })).toHaveCount(1)

    await page.getByRole('button', { name: 'Change Evening Circle' }).click()
    await page.getByRole('radio', { name: /Nobody without a link/ }).check()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    await stranger.goto(`${origin}/groups/harbor/evening-circle`)
    await expect(stranger.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
    await stranger.goto(`${origin}/groups`)
    await expect(stranger.getByText('There is no group here right now.')).toBeVisible()
  } finally {
    await browser.close()
    await server.stop()
  }
})
