import { beforeEach, expect, test } from 'vitest'
import { FakeBrowser } from './fakes/browser'
import { FakeTrack } from './fakes/track'
import { Playback } from './playback'

let browser: FakeBrowser
let playback: Playback
let blocked: boolean[]

beforeEach(() => {
  browser = new FakeBrowser()
  blocked = []
  playback = new Playback(browser, (is) => blocked.push(is))
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
