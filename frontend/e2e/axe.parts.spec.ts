// Every part of the interface in each of its states, as the component page shows them; also in forced colours, where the
// browser takes all colours but its own away.
import { expect, test } from '@playwright/test'
import { launch } from './browsers'
import { components } from './components'
import { faultsOf, forcedFaults } from './look'

test('the component page, in either colour scheme and in forced colours', async () => {
  test.setTimeout(180_000)
  const { address, close } = await components()
  const browser = await launch('chromium')
  try {
    const page = await browser.newPage()
    await page.goto(address)
    await expect(page.getByRole('heading', { name: 'Components', level: 1 })).toBeVisible({ timeout: 60_000 })
    expect.soft(await faultsOf(page)).toEqual([])
    expect.soft(await forcedFaults(page)).toEqual([])
  } finally {
    await browser.close()
    await close()
  }
})
