import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FakeBrowser } from './fakes/browser'
import { type FrameSource, keepGoing, whenFresh } from './frames'

/** A video element that shows frames when the test says so. */
class FakeVideo implements FrameSource {
  #next: { id: number; run: (now: number, frame: { receiveTime?: number }) => void } | undefined
  #id = 0

  requestVideoFrameCallback(run: (now: number, frame: { receiveTime?: number }) => void): number {
    this.#next = { id: ++this.#id, run }
    return this.#id
  }

  cancelVideoFrameCallback(id: number): void {
    if (this.#next?.id === id) this.#next = undefined
  }

  show(now: number, receiveTime?: number): void {
    const next = this.#next
    this.#next = undefined
    next?.run(now, receiveTime === undefined ? {} : { receiveTime })
  }
}

describe('a picture', () => {
  test('is fresh with the first frame that came after its mapping', () => {
    const video = new FakeVideo()
    const fresh = vi.fn()
    whenFresh(video, 1000, fresh)
    video.show(1010, 995)
    video.show(1020, 999)
    expect(fresh).not.toHaveBeenCalled()
    video.show(1040, 1030)
    video.show(1060, 1050)
    expect(fresh).toHaveBeenCalledTimes(1)
  })

  test('without the time of receipt is fresh with the first frame shown since', () => {
    const video = new FakeVideo()
    const fresh = vi.fn()
    whenFresh(video, 1000, fresh)
    video.show(1010)
    expect(fresh).toHaveBeenCalledTimes(1)
  })

  test('that is taken away is never fresh', () => {
    const video = new FakeVideo()
    const fresh = vi.fn()
    const remove = whenFresh(video, 1000, fresh)
    video.show(1010, 990)
    remove()
    video.show(1040, 1030)
    expect(fresh).not.toHaveBeenCalled()
  })
})

describe('where frames can not be watched', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('a picture is fresh after a while, unless it is taken away', () => {
    const fresh = vi.fn()
    whenFresh({}, 1000, fresh)
    const remove = whenFresh({}, 1000, fresh)
    vi.advanceTimersByTime(200)
    expect(fresh).not.toHaveBeenCalled()
    remove()
    vi.advanceTimersByTime(200)
    expect(fresh).toHaveBeenCalledTimes(1)
  })
})

test('a picture that a phone stopped goes on when the page is seen or pressed, until it is gone', async () => {
  const browser = new FakeBrowser()
  const play = vi.fn(() => Promise.reject(new DOMException('the battery is low', 'NotAllowedError')))
  const gone = keepGoing(browser, { play })
  expect(play).toHaveBeenCalledTimes(1)
  browser.happens('visible')
  browser.happens('pressed')
  expect(play).toHaveBeenCalledTimes(3)
  gone()
  expect(browser.watched).toBe(false)
})
