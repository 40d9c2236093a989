import { expect, test } from 'vitest'
import { FakeBrowser } from './fakes/browser'
import { Wake } from './wake'

const settled = (): Promise<void> => new Promise((done) => setTimeout(done))

test('the screen stays on while it is wanted, and no longer', async () => {
  const browser = new FakeBrowser()
  const wake = new Wake(browser)
  wake.keep(true)
  wake.keep(true)
  await settled()
  expect(browser.awake).toBe(1)
  wake.keep(false)
  await settled()
  expect(browser.awake).toBe(0)
})

test('it is asked for again when the page is back in sight', async () => {
  const browser = new FakeBrowser()
  const wake = new Wake(browser)
  wake.keep(true)
  await settled()
  browser.awake = 0 // as a browser does with a page out of sight
  browser.happens('visible')
  await settled()
  expect(browser.awake).toBe(1)
  wake.dispose()
  await settled()
  expect(browser.awake).toBe(0)
  expect(browser.watched).toBe(false)
})

test('who has gone before the browser answered is let go', async () => {
  const browser = new FakeBrowser()
  const wake = new Wake(browser)
  wake.keep(true)
  wake.keep(false)
  await settled()
  expect(browser.awake).toBe(0)
})

test('a browser that refuses is left alone', async () => {
  const browser = new FakeBrowser()
  browser.staysAwake = false
  const wake = new Wake(browser)
  wake.keep(true)
  await settled()
  expect(browser.awake).toBe(0)
  wake.dispose()
})
