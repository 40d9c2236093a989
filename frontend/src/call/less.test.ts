import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Tile } from '../generated/protocol'
import { Call } from './call'
import { Meeting, pass, ticket } from './fakes/meeting'

let meeting: Meeting
let call: Call

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') })
  meeting = new Meeting()
  call = meeting.call
})

afterEach(() => {
  call.close()
  vi.useRealTimers()
})

const tiles: readonly Tile[] = ['ben', 'cleo', 'dan', 'eva', 'fox'].map((participant) => ({
  participant,
  source: 'camera',
  width: 640,
  height: 360,
  priority: 1,
}))

/** The pictures that were asked for last. */
function asked(): readonly Tile[] {
  const view = meeting.server.commands.findLast((c) => c.type === 'media.view')
  return view && 'tiles' in view ? (view.tiles as readonly Tile[]) : []
}

/** What the connection counts from now on. */
function counts(framesDecoded: number, framesDropped: number): void {
  meeting.browser.lastConnection.counts = [
    { type: 'transport', bytesReceived: framesDecoded * 1000, bytesSent: 500 },
    { type: 'inbound-rtp', framesDecoded, framesDropped },
  ]
}

test('who saves data gets few small pictures, and who wants sound alone gets none', async () => {
  await meeting.comeIn()
  call.setTiles(tiles)
  await pass(100)
  expect(asked()).toHaveLength(5)
  await call.wantPictures('few')
  await pass(100)
  expect(asked()).toHaveLength(4)
  expect(asked()[0]?.width).toBeLessThan(320)
  await call.wantPictures('none')
  await pass(100)
  expect(asked()).toEqual([])
  await call.wantPictures('all')
  await pass(100)
  expect(asked()).toEqual(tiles)
})

test('the choice is made before the door, and outlives a reload of the tab', async () => {
  await call.wantPictures('none')
  await meeting.comeIn()
  call.setTiles(tiles)
  await pass(100)
  expect(call.state.pictures).toBe('none')
  expect(asked()).toEqual([])
  const again = new Call(meeting.browser)
  expect(again.state.pictures).toBe('none')
  again.close()
})

test('a camera that is on goes out small from then on', async () => {
  await meeting.comeIn()
  await meeting.turnOn('camera')
  const before = meeting.browser.capture.asked.length
  const changing = call.wantPictures('few')
  await pass(100)
  await changing
  expect(meeting.browser.capture.wanted.at(-1)).toMatchObject({ video: { height: { ideal: 180 } } })
  expect(meeting.browser.capture.asked).toHaveLength(before + 1)
  expect(call.state.own.camera.state).toBe('on')
})

test('what a meeting costs is counted over all of its connections', async () => {
  await meeting.comeIn()
  counts(100, 0)
  await pass(6_000)
  expect(call.state.bytes).toBe(100_500)
  meeting.browser.lastConnection.become('failed')
  await pass(1_000)
  meeting.browser.lastConnection.become('connected')
  counts(10, 0)
  await pass(6_000)
  expect(call.state.bytes).toBe(111_000)
})

test('a device that drops frames gets fewer pictures, and then none', async () => {
  await meeting.comeIn()
  call.setTiles(tiles)
  const steps: number[] = []
  for (let n = 1; n <= 12; n++) {
    counts(100 * n, 100 * n)
    await pass(5_000)
    if (steps.at(-1) !== asked().length) steps.push(asked().length)
  }
  expect(steps).toEqual([5, 4, 1, 0])
  expect(call.state.strain).toBe(3)
})

test('a page that is held up does too', async () => {
  await meeting.comeIn()
  call.setTiles(tiles)
  for (let n = 1; n <= 5; n++) {
    counts(100 * n, 0)
    meeting.browser.holdUp(3_000)
    await pass(5_000)
  }
  expect(call.state.strain).toBe(1)
})

test('the screen stays on from the door to the end', async () => {
  await meeting.comeIn()
  expect(meeting.browser.awake).toBe(1)
  call.leave()
  await pass(100)
  expect(meeting.browser.awake).toBe(0)
})

test('a microphone that a phone call took is taken back when the page is in sight again', async () => {
  await meeting.comeIn()
  await meeting.turnOn('microphone')
  const track = meeting.browser.capture.tracks.at(-1)
  track?.interrupt(true)
  expect(call.state.own.microphone.interrupted).toBe(true)
  meeting.browser.happens('visible')
  await pass(100)
  expect(call.state.own.microphone.interrupted).toBeUndefined()
  expect(meeting.browser.capture.asked).toEqual(['microphone', 'microphone'])
  expect(call.state.own.microphone.state).toBe('on')
})

test('after the call the others are heard anew: some phones play on without a sound', async () => {
  await meeting.comeIn()
  await meeting.turnOn('microphone')
  const before = meeting.browser.sounds.map((s) => s.begun)
  meeting.browser.capture.tracks.at(-1)?.interrupt(true)
  meeting.browser.capture.tracks.at(-1)?.interrupt(false)
  await pass(100)
  expect(meeting.browser.sounds.map((s) => s.begun)).toEqual(before.map((n) => n + 1))
  expect(meeting.browser.sounds.every((s) => s.playing)).toBe(true)
})

test('at the door the sound rests, and inside it plays without another press', async () => {
  call.enter(ticket)
  await pass(100)
  expect(call.state.phase.at).toBe('waiting')
  expect(meeting.browser.sounds.length).toBeGreaterThan(0)
  expect(meeting.browser.sounds.some((s) => s.playing)).toBe(false)
  meeting.server.admit()
  await pass(100)
  expect(meeting.browser.sounds.every((s) => s.playing)).toBe(true)
})

test('so is one that a headset took when it came', async () => {
  await meeting.comeIn()
  await meeting.turnOn('microphone')
  meeting.browser.capture.tracks.at(-1)?.interrupt(true)
  meeting.browser.capture.change()
  await pass(100)
  expect(call.state.own.microphone.interrupted).toBeUndefined()
})
