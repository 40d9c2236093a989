import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Call } from './call'
import { DeviceFault } from './devices'
import { Meeting, pass } from './fakes/meeting'
import type { FakeTrack } from './fakes/track'

let meeting: Meeting
let call: Call

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') })
  meeting = new Meeting()
  call = meeting.call
  await meeting.comeIn()
})

afterEach(() => {
  call.close()
  vi.useRealTimers()
})

const sent = (): unknown => meeting.browser.lastConnection.transceivers[1]?.sender.track ?? undefined
const cameras = (): readonly FakeTrack[] => meeting.browser.capture.tracks
const blurry = (): readonly FakeTrack[] => meeting.browser.blurring.tracks

test('who asked for it is never sent without it', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  expect(sent()).toBe(blurry()[0])
  expect(call.state.own.camera).toMatchObject({ state: 'on', track: blurry()[0] })
})

test('turned on while the camera is on, the picture from before is gone at once', async () => {
  await meeting.turnOn('camera')
  expect(sent()).toBe(cameras()[0])
  const done = call.wantBlur(true)
  expect(cameras()[0]?.enabled).toBe(false)
  await pass(100)
  await done
  expect(cameras()[0]?.readyState).toBe('ended')
  expect(sent()).toBe(blurry()[0])
})

test('a camera that can not be blurred stays off, and its light goes out', async () => {
  await call.wantBlur(true)
  meeting.browser.blurring.failure = new DeviceFault('blur')
  await meeting.turnOn('camera')
  expect(call.state.own.camera).toMatchObject({ state: 'off', trouble: 'blur' })
  expect(cameras()[0]?.readyState).toBe('ended')
  expect(sent()).toBeUndefined()
})

test('when it breaks or is too slow, the camera goes off and others are told', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  meeting.browser.blurring.break('slow')
  await pass(100)
  expect(call.state.own.camera).toMatchObject({ state: 'off', busy: false, trouble: 'slow' })
  expect([cameras()[0]?.readyState, blurry()[0]?.readyState]).toEqual(['ended', 'ended'])
  expect(sent()).toBeUndefined()
  expect(meeting.server.commands.findLast((c) => c.type === 'media.publish')).toMatchObject({ on: false })
})

test('pressed off while the blur is got ready, the light goes out at once; pressed on again, it starts anew', async () => {
  await call.wantBlur(true)
  meeting.browser.blurring.stalls = true
  const on = call.publish('camera', true)
  await pass(100)
  expect(cameras()[0]?.readyState).toBe('live')
  const off = call.publish('camera', false)
  await pass(100)
  await Promise.all([on, off])
  expect(cameras()[0]?.readyState).toBe('ended')
  expect(call.state.own.camera).toMatchObject({ state: 'off', busy: false })
  expect(call.state.own.camera.trouble).toBeUndefined()

  meeting.browser.blurring.stalls = true
  const presses = [true, false, true].map((wanted) => call.publish('camera', wanted))
  await pass(100)
  await Promise.all(presses)
  expect(sent()).toBe(blurry()[0])
})

test('leaving while the blur is got ready puts the light out at once', async () => {
  await call.wantBlur(true)
  meeting.browser.blurring.stalls = true
  void call.publish('camera', true)
  await pass(100)
  call.leave()
  await pass(0)
  expect(cameras()[0]?.readyState).toBe('ended')
})

test('what breaks after the camera was turned off is no news', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  const off = call.publish('camera', false)
  await pass(100)
  await off
  meeting.browser.blurring.break('blur')
  await pass(100)
  expect(call.state.own.camera.trouble).toBeUndefined()
})

test('only a choice shows the room as it is', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  const done = call.wantBlur(false)
  await pass(100)
  await done
  expect(sent()).toBe(cameras()[1])
  expect(blurry()[0]?.readyState).toBe('ended')
})

test('another camera, small pictures and a camera that was pulled out are blurred too', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  const ways = [
    () => call.choose('camera', 'cam-2'),
    () => call.wantPictures('few'),
    async () => cameras().at(-1)?.unplug(),
  ]
  for (const [i, way] of ways.entries()) {
    const done = way()
    await pass(100)
    await done
    expect(sent()).toBe(blurry()[i + 1])
    expect(blurry()[i]?.readyState).toBe('ended')
  }
})

test('a phone call that takes the camera is told of, and it comes back blurred', async () => {
  await call.wantBlur(true)
  await meeting.turnOn('camera')
  cameras()[0]?.interrupt(true)
  expect(call.state.own.camera.interrupted).toBe(true)
  call.recover()
  await pass(100)
  expect(call.state.own.camera.interrupted).toBeUndefined()
  expect(sent()).toBe(blurry()[1])
})

test('the choice outlives a reload of the tab, where it can be had', async () => {
  await call.wantBlur(true)
  const again = new Call(meeting.browser)
  expect([again.state.blurred, again.devices.blurred]).toEqual([true, true])
  again.close()
})
