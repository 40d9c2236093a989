import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FakeBrowser } from './fakes/browser'
import { FakeTrack } from './fakes/track'
import { Playback } from './playback'

let browser: FakeBrowser
let playback: Playback
let blocked: boolean[]

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  browser = new FakeBrowser()
  blocked = []
  playback = new Playback(browser, (is) => blocked.push(is))
})

afterEach(() => {
  vi.useRealTimers()
})

const tracks = Array.from({ length: 4 }, () => new FakeTrack('audio').asTrack())
const heard = (): (MediaStreamTrack | undefined)[] => browser.sounds.map((s) => s.playing)
const settled = (): Promise<void> => new Promise((done) => setImmediate(done))

test('every slot sounds all of the time', async () => {
  playback.play(tracks)
  await settled()
  expect(heard()).toEqual(tracks)
  expect(blocked).toEqual([])
})

test('a new connection takes over the same loudspeakers', async () => {
  playback.play(tracks)
  const next = tracks.map(() => new FakeTrack('audio').asTrack())
  playback.play(next)
  await settled()
  expect(browser.sounds).toHaveLength(4)
  expect(heard()).toEqual(next)
})

test('what the browser holds back is told once, and starts with the next press', async () => {
  browser.holdsSoundBack = true
  playback.play(tracks)
  await settled()
  expect(blocked).toEqual([true])
  browser.happens('pressed')
  await settled()
  expect(blocked, 'still held back').toEqual([true])
  browser.holdsSoundBack = false
  browser.happens('pressed')
  await settled()
  expect(blocked).toEqual([true, false])
  expect(heard()).toEqual(tracks)
})

test('stopped, nothing sounds', async () => {
  playback.play(tracks)
  await settled()
  playback.stop()
  expect(heard()).toEqual([undefined, undefined, undefined, undefined])
})

test('stopped while held back, there is nothing to complain of and nothing to start', async () => {
  browser.holdsSoundBack = true
  playback.play(tracks)
  await settled()
  playback.stop()
  browser.holdsSoundBack = false
  browser.happens('pressed')
  await settled()
  expect(blocked).toEqual([true, false])
  expect(heard().filter(Boolean)).toEqual([])
})

test('disposed, it watches nothing', () => {
  playback.dispose()
  expect(browser.watched).toBe(false)
})

test('what the system has stopped starts again when the page is back in sight', async () => {
  playback.play(tracks)
  await settled()
  for (const sound of browser.sounds) sound.stop() // as a phone does for a call
  browser.happens('visible')
  await settled()
  expect(heard()).toEqual(tracks)
})

test('what the system stops while the page is in sight starts again, once a second at most', async () => {
  playback.play(tracks)
  await settled()
  for (const sound of browser.sounds) sound.interrupt() // as phones do when a headset goes
  expect(heard().filter(Boolean)).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(heard()).toEqual(tracks)
  expect(browser.sounds.map((s) => s.begun)).toEqual([2, 2, 2, 2])
})

test('what may not start again by itself is told, and starts with the next press', async () => {
  playback.play(tracks)
  await settled()
  browser.holdsSoundBack = true
  browser.sounds[0]?.interrupt()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(blocked).toEqual([true])
  browser.holdsSoundBack = false
  browser.happens('pressed')
  await settled()
  expect(heard()).toEqual(tracks)
})

test('stopped by the person, nothing starts again by itself', async () => {
  playback.play(tracks)
  await settled()
  browser.sounds[0]?.interrupt()
  playback.stop()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(heard().filter(Boolean)).toEqual([])
})

test('at rest nothing sounds, but the browser has let all of it begin', async () => {
  playback.rest(true)
  playback.play(tracks)
  await settled()
  expect(heard().filter(Boolean)).toEqual([])
  expect(browser.sounds.map((s) => s.begun)).toEqual([1, 1, 1, 1])
  browser.happens('visible')
  await settled()
  expect(heard().filter(Boolean)).toEqual([])
  playback.rest(false)
  await settled()
  expect(heard()).toEqual(tracks)
  playback.rest(true)
  expect(heard().filter(Boolean)).toEqual([])
})

test('what was held back at rest begins with a press, and rests', async () => {
  browser.holdsSoundBack = true
  playback.rest(true)
  playback.play(tracks)
  await settled()
  expect(blocked).toEqual([true])
  browser.holdsSoundBack = false
  browser.happens('pressed')
  await settled()
  expect(blocked).toEqual([true, false])
  expect(heard().filter(Boolean)).toEqual([])
})

test('taken anew, the same tracks sound', async () => {
  playback.play(tracks)
  await settled()
  playback.afresh()
  await settled()
  expect(heard()).toEqual(tracks)
  expect(browser.sounds.map((s) => s.begun)).toEqual([2, 2, 2, 2])
})

test('what stopped because its connection is gone is not started again', async () => {
  const gone = new FakeTrack('audio')
  playback.play([gone.asTrack()])
  await settled()
  gone.stop()
  browser.sounds[0]?.interrupt()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(browser.sounds[0]?.begun).toBe(1)
})
