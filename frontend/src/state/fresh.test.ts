import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whileSeen } from './fresh'

/** As much of a document as says whether it is looked at. */
class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible'

  turn(to: DocumentVisibilityState): void {
    this.visibilityState = to
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page: Page
let asked: number
let stop: () => void

beforeEach(() => {
  vi.useFakeTimers()
  page = new Page()
  vi.stubGlobal('document', page)
  asked = 0
  stop = whileSeen(() => asked++)
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('a page that is looked at asks within every minute', () => {
  vi.advanceTimersByTime(44_000)
  expect(asked).toBe(0)
  vi.advanceTimersByTime(10 * 60_000)
  expect(asked).toBe(14)
  stop()
  vi.advanceTimersByTime(10 * 60_000)
  expect(asked).toBe(14)
})

test('one that nobody looks at asks nothing, and once when somebody comes back', () => {
  page.turn('hidden')
  vi.advanceTimersByTime(10 * 60_000)
  expect(asked).toBe(0)
  page.turn('visible')
  expect(asked).toBe(1)
  page.turn('hidden')
  vi.advanceTimersByTime(5_000)
  page.turn('visible')
  expect(asked).toBe(1)
  vi.advanceTimersByTime(40_000)
  expect(asked).toBe(2)
})
