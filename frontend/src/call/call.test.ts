import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { closeCodes } from '../generated/protocol'
import type { Refusal } from '../net/refusal'
import { Call } from './call'
import type { FakeBrowser } from './fakes/browser'
import { atTheDoor, inside, message, person } from './fakes/events'
import { Meeting, pass, ticket } from './fakes/meeting'
import type { FakeServer } from './fakes/server'
import { pictures } from './pictures'

let meeting: Meeting
let browser: FakeBrowser
let server: FakeServer
let call: Call

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') })
  meeting = new Meeting()
  browser = meeting.browser
  server = meeting.server
  call = meeting.call
})

afterEach(() => {
  call.close()
  vi.useRealTimers()
})

describe('from the door to the end', () => {
  test('through the door into the room', async () => {
    expect(call.state.phase).toEqual({ at: 'outside' })
    call.enter(ticket)
    expect(call.state.phase).toEqual({ at: 'entering', queued: false })
    await pass(100)
    expect(call.state.phase).toEqual({ at: 'waiting', sentBack: false })
    server.admit()
    await pass(100)
    expect(call.state.phase).toEqual({ at: 'present' })
    expect(call.state.people.map((p) => p.id)).toEqual(['ana', 'heron'])
  })

  test('nothing was asked of microphone and camera on the way', async () => {
    await meeting.comeIn()
    expect(browser.capture.asked).toEqual([])
  })

  test('the connection warms up at the door, and lasts', async () => {
    call.enter(ticket)
    await pass(100)
    expect(server.count('media.offer')).toBe(1)
    browser.lastConnection.become('connected')
    server.admit()
    await pass(100)
    expect(call.state.media).toBe('connected')
    expect(server.count('media.offer')).toBe(1)
    expect(browser.sounds.map((s) => s.playing)).toEqual([3, 4, 5, 6].map((mid) => call.track(String(mid))))
  })

  test('pictures come by the slots, each with its track', async () => {
    await meeting.comeIn()
    server.tell(
      { type: 'person.changed', person: person('ana', { camera: 'on' }) },
      { type: 'media.slots', slots: [{ slot: '7', participant: 'ana', source: 'camera', epoch: 1 }] },
    )
    await pass(100)
    const [picture] = pictures(call.state)
    expect(picture).toMatchObject({ participant: 'ana', source: 'camera', epoch: 1 })
    expect(call.track(picture?.slot ?? '')).toBe(browser.lastConnection.transceivers[7]?.receiver.track)
  })

  test('listeners hear of changes until they are removed', async () => {
    const phases: string[] = []
    const remove = call.onChange((state) => phases.push(state.phase.at))
    call.enter(ticket)
    await pass(100)
    remove()
    server.admit()
    await pass(100)
    expect([...new Set(phases)]).toEqual(['entering', 'waiting'])
  })

  test.each([
    [closeCodes.removed, { type: 'you.removed', reason: 'unkind' }, { at: 'removed', reason: 'unkind' }],
    [closeCodes.declined, { type: 'you.declined', sentence: 'Not today.' }, { at: 'declined', sentence: 'Not today.' }],
    [
      closeCodes.ended,
      { type: 'meeting.ended', closing: { group_name: 'Tuesday circle', lines: [] } },
      { at: 'ended', closing: { group_name: 'Tuesday circle', lines: [] } },
    ],
    [closeCodes.removed, undefined, { at: 'removed' }],
    [closeCodes.ended, undefined, { at: 'ended' }],
    [closeCodes.declined, undefined, { at: 'declined', sentence: '' }],
    [closeCodes.replaced, undefined, { at: 'elsewhere' }],
    [closeCodes.left, undefined, { at: 'left' }],
    [closeCodes.flooding, undefined, { at: 'lost' }],
    [closeCodes.protocol, undefined, { at: 'lost' }],
  ] as const)('an end with %i and %o', async (code, event, phase) => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.end(code, event)
    await pass(100)
    expect(call.state.phase).toEqual(phase)
    expect(call.state).toMatchObject({ signal: 'closed', media: 'closed', people: [], messages: [] })
    expect(browser.lastConnection.connectionState).toBe('closed')
    expect(browser.sounds.every((s) => s.playing === undefined)).toBe(true)
    expect(browser.stored.size).toBe(0)
  })

  test('a removed person falls silent with the event, before the socket closes', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.tell({ type: 'you.removed', reason: 'unkind' })
    await pass(10)
    expect(browser.capture.tracks[0]?.readyState).toBe('ended')
    expect(browser.lastConnection.connectionState).toBe('closed')
  })

  test('what the door refuses is told', async () => {
    server.refuses.set('enter', { kind: 'conflict', reason: 'doors_closed', sentence: 'Not open yet.' })
    call.enter(ticket)
    await pass(100)
    expect(call.state.phase).toMatchObject({ at: 'refused', refusal: { reason: 'doors_closed' } })
    server.refuses.clear()
    call.enter(ticket)
    await pass(100)
    expect(call.state.phase.at).toBe('waiting')
  })

  test('in a queue the page can say so', async () => {
    server.refuses.set('enter', { kind: 'too_many', reason: 'enter_rate', sentence: '', retry_ms: 5000 })
    call.enter(ticket)
    await pass(100)
    expect(call.state.phase).toEqual({ at: 'entering', queued: true })
  })
})

describe('leaving', () => {
  test('is silent at once and told to the server', async () => {
    await meeting.comeIn()
    await meeting.turnOn('camera')
    call.leave(true)
    expect(call.state.phase).toEqual({ at: 'left' })
    expect(browser.capture.tracks[0]?.readyState).toBe('ended')
    expect(browser.sounds.every((s) => s.playing === undefined)).toBe(true)
    await pass(100)
    expect(server.commands.at(-1)).toMatchObject({ type: 'leave', goodbye: true })
  })

  test('closing leaves nothing behind', async () => {
    await meeting.comeIn()
    call.close()
    expect(browser.watched).toBe(false)
    expect(browser.stored.size).toBe(0)
    expect(browser.lastConnection.connectionState).toBe('closed')
    await pass(100)
    expect(server.count('leave')).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the page can come back to the door after that', async () => {
    await meeting.comeIn()
    call.leave()
    call.again()
    await pass(100)
    expect(call.state.phase.at).toBe('waiting')
  })
})

describe('losing the connection', () => {
  test('for twenty seconds: the same place, nothing of it lost, still muted', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.tell({ type: 'person.changed', person: person('heron', { microphone: 'stopped' }) })
    await pass(100)
    const lost = meeting.loseFor(20_000)
    await pass(1)
    expect(call.state.signal).toBe('reconnecting')
    expect(call.state.phase.at).toBe('present')
    server.tell({ type: 'chat.said', message: message('m1') })
    await lost
    expect(call.state.signal).toBe('connected')
    expect(call.state.messages.map((m) => m.id)).toEqual(['m1'])
    expect(call.state.own.microphone.state).toBe('stopped')
    expect(browser.capture.tracks).toHaveLength(1)
    expect(browser.capture.tracks[0]?.readyState).toBe('ended')
    expect(server.count('enter')).toBe(1)
    expect(browser.connections, 'media went on').toHaveLength(1)
  })

  test('to a server that was started again: the same place, a new media connection, an empty chat', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.tell({ type: 'chat.said', message: message('m1') })
    await pass(100)
    server.restart()
    await pass(1000)
    expect(call.state.phase.at).toBe('present')
    expect(call.state.restartedAt).toBe('2026-11-24T19:06:00Z')
    expect(call.state.messages).toEqual([])
    expect(browser.connections).toHaveLength(2)
    expect(server.commands.findLast((c) => c.type === 'media.offer')).toMatchObject({ restart: false })
    expect(server.count('enter')).toBe(1)
  })

  test('media that failed meanwhile comes back with signaling', async () => {
    await meeting.comeIn()
    server.reachable = false
    browser.lastSocket.end(1006)
    browser.lastConnection.become('failed')
    expect(call.state.media).toBe('mending')
    await pass(40_000)
    server.reachable = true
    browser.happens('network')
    await pass(1000)
    expect(browser.connections.length).toBeGreaterThan(1)
    browser.lastConnection.become('connected')
    expect(call.state.media).toBe('connected')
    expect(browser.sounds.map((s) => s.playing)).toContain(call.track('3'))
  })

  test('a microphone turned off meanwhile is off for everybody afterwards', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.reachable = false
    browser.lastSocket.end(1006)
    const off = call.publish('microphone', false).catch((r: Refusal) => r.reason)
    expect(call.state.own.microphone.state).toBe('off')
    await pass(25_000)
    expect(await off).toBe('offline')
    server.reachable = true
    browser.happens('network')
    await pass(200)
    expect(server.commands.findLast((c) => c.type === 'media.publish')).toMatchObject({ on: false })
    expect(call.state.own.microphone.state).toBe('off')
  })

  test('a place that is gone leads back to the door, with a new connection', async () => {
    await meeting.comeIn()
    server.forget()
    await meeting.loseFor(1000)
    expect(call.state.phase).toEqual({ at: 'waiting', sentBack: false })
    expect(call.state.people).toEqual([])
    expect(browser.connections).toHaveLength(2)
  })

  test('what the server lost of media is offered anew, and slots of before are forgotten', async () => {
    await meeting.comeIn()
    server.tell({ type: 'media.slots', slots: [{ slot: '7', participant: 'ana', source: 'camera', epoch: 1 }] })
    await pass(100)
    server.tell({ type: 'media.lost' })
    await pass(100)
    expect(browser.connections).toHaveLength(2)
    expect(call.state.slots).toEqual({})
  })
})

describe('a reload', () => {
  test('goes on inside, with everything off', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.tell(inside({ people: [person('ana'), person('heron', { microphone: 'on' })] }))
    await pass(100)
    call = new Call(browser)
    expect(call.comeBack({ invite: 'q8Z' })).toBe(true)
    expect(call.state.phase.at).toBe('entering')
    await pass(200)
    expect(call.state.phase.at).toBe('present')
    expect(call.state.own.microphone.state).toBe('off')
    expect(server.commands.findLast((c) => c.type === 'media.publish')).toMatchObject({ on: false })
    expect(server.count('media.offer')).toBe(2)
  })

  test('after a longer while stands at the door again', async () => {
    await meeting.comeIn()
    server.forget()
    call = new Call(browser)
    call.comeBack({ invite: 'q8Z' })
    await pass(200)
    expect(call.state.phase.at).toBe('waiting')
  })

  test('with nothing to go on with says so', () => {
    expect(call.comeBack({ invite: 'q8Z' })).toBe(false)
    expect(call.state.phase.at).toBe('outside')
  })
})

describe('what one sends', () => {
  test('is on when the server lets it through', async () => {
    await meeting.comeIn()
    const on = call.publish('camera', true)
    await pass(1)
    expect(call.state.own.camera).toMatchObject({ state: 'off', busy: true })
    await pass(100)
    await on
    expect(call.state.own.camera).toMatchObject({ state: 'on', busy: false })
    expect(browser.lastConnection.transceivers[1]?.sender.track).toBe(call.state.own.camera.track)
  })

  test('follows what somebody watches', async () => {
    await meeting.comeIn()
    server.tell({ type: 'media.layers', source: 'camera', rids: ['q'] })
    await pass(3_000)
    const { encodings } = browser.lastConnection.transceivers[1]?.sender ?? { encodings: [] }
    expect(encodings.filter((e) => e.active).map((e) => e.rid)).toEqual(['q'])
  })

  test('a question to unmute stays until it is answered, either way', async () => {
    await meeting.comeIn()
    server.tell({ type: 'you.asked_to_unmute', by: 'ANA' }, { type: 'you.camera_allowed', by: 'ANA' })
    await pass(100)
    expect(call.state.asks).toEqual({ microphone: 'ANA', camera: 'ANA' })
    expect(browser.capture.asked).toEqual([])
    call.dismiss('camera')
    expect(call.state.asks).toEqual({ microphone: 'ANA' })
    const on = call.publish('microphone', true)
    expect(call.state.asks).toEqual({})
    await pass(100)
    await on
    expect(call.state.own.microphone.state).toBe('on')
  })

  test('a word of a facilitator stays until it is understood', async () => {
    await meeting.comeIn()
    server.tell({ type: 'you.reminded', reason: 'disrupting' }, { type: 'you.warned', reason: 'unkind' })
    await pass(100)
    expect(call.state.told).toEqual({ step: 'warned', reason: 'unkind' })
    call.understood()
    expect(call.state.told).toBeUndefined()
  })

  test('trouble with a device is part of the state', async () => {
    await meeting.comeIn()
    browser.capture.failure = new DOMException('no', 'NotAllowedError')
    await call.publish('microphone', true)
    expect(call.state.own.microphone).toEqual({ state: 'off', busy: false, trouble: 'denied' })
    expect(server.count('media.publish')).toBe(0)
  })

  test('another camera is used at once', async () => {
    await meeting.comeIn()
    await meeting.turnOn('camera')
    const chosen = call.choose('camera', 'cam-2')
    await pass(100)
    await chosen
    expect(browser.capture.asked).toEqual(['camera', 'camera cam-2'])
    expect(call.state.own.camera).toMatchObject({ state: 'on', track: browser.capture.tracks[1] })
  })

  test('what a calmed room turned off is off', async () => {
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    server.tell({ type: 'people.off', participants: ['heron'], sources: ['microphone', 'camera'] })
    await pass(100)
    expect(call.state.own.microphone).toEqual({ state: 'off', busy: false })
    expect(browser.capture.tracks[0]?.readyState).toBe('ended')
  })

  test('back at the door the camera goes out', async () => {
    await meeting.comeIn()
    await meeting.turnOn('camera')
    server.tell({ type: 'you.sent_back' }, atTheDoor())
    await pass(100)
    expect(call.state.phase).toEqual({ at: 'waiting', sentBack: true })
    expect(call.state.own.camera).toEqual({ state: 'off', busy: false })
    expect(browser.capture.tracks[0]?.readyState).toBe('ended')
  })
})
