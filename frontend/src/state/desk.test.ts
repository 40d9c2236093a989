import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inside, message, person, visitor } from '../call/fakes/events'
import { Meeting, pass } from '../call/fakes/meeting'
import { isAway } from '../call/state'
import type { Person } from '../generated/protocol'
import { offline } from '../net/refusal'
import { Desk } from './desk.svelte'
import { said } from './said.svelte'

let meeting: Meeting
let desk: Desk

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') })
  vi.stubGlobal('navigator', { languages: ['en-US'] })
  meeting = new Meeting()
  meeting.server.first = inside({ role: 'facilitator', messages: [message('m0')], door: [visitor('early')] })
  meeting.call.enter({ meeting: '01JD' })
  await pass(100)
  desk = new Desk(meeting.call)
  await pass(1000) // who waits already has been said
})

afterEach(() => {
  desk.close()
  meeting.call.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('who comes to the door is said once, who stood there already is not', async () => {
  meeting.server.tell({ type: 'visitor.came', visitor: visitor('mike') })
  await pass(2000)
  expect(desk.announcer.text).toBe('MIKE is at the door.')
})

test('the door is announced when one comes in, and no more of it than one wants to hear', async () => {
  expect(desk.announcer.text).toBe('1 person is waiting.')
  said.set('door', false)
  meeting.server.tell({ type: 'visitor.came', visitor: visitor('mike') })
  await pass(2000)
  expect(desk.announcer.text).toBe('1 person is waiting.')
  said.set('door', true)
})

test('who becomes a greeter hears who waits', async () => {
  desk.close()
  meeting.server.tell(inside({ role: 'participant' }))
  await pass(100)
  desk = new Desk(meeting.call)
  meeting.server.tell({ type: 'person.changed', person: person('heron', { greeter: true }) })
  meeting.server.tell(inside({ people: [person('heron', { greeter: true })], door: [visitor('a'), visitor('b')] }))
  await pass(2000)
  expect(desk.announcer.text).toContain('2 people')
})

test('the author of a hidden message is told, kindly', async () => {
  meeting.server.tell({ type: 'chat.hidden', message: 'm0', yours: true })
  await pass(100)
  expect(desk.notice?.text).toMatch(/^A facilitator hid your message/)
})

test('messages count as new while the chat is closed, and are read aloud', async () => {
  meeting.server.tell({ type: 'chat.said', message: message('m1', 'hello') })
  await pass(2000)
  expect(desk.unread).toBe(1)
  expect(desk.announcer.text).toBe('ANA: hello')
  desk.toggle('chat')
  expect(desk.unread).toBe(0)
  meeting.server.tell({ type: 'chat.said', message: message('m2') })
  await pass(2000)
  expect(desk.unread).toBe(0)
})

test('a restart of the server is told in words, once', async () => {
  meeting.server.restart()
  await pass(1000)
  expect(desk.notice?.text).toContain('Everyone keeps their place')
  expect(desk.unread).toBe(0)
  desk.dismiss()
  meeting.server.tell(inside({ restarted_at: '2026-11-24T19:06:00Z' }))
  await pass(100)
  expect(desk.notice).toBeUndefined()
})

test('an own message is no news', async () => {
  meeting.server.tell({ type: 'chat.said', message: { ...message('m1'), from: 'heron' } })
  await pass(2000)
  expect(desk.unread).toBe(0)
  expect(desk.announcer.text).toBe('1 person is waiting.')
})

test('a removal can be undone from its notice, for half a minute', async () => {
  const removal = { id: '01JR', name: 'Ben', reason: 'unkind', at: '2026-11-24T19:05:00Z' } as const
  meeting.server.tell({ type: 'removal.made', removal, participants: [] })
  await pass(100)
  expect(desk.notice).toMatchObject({ text: 'Ben was removed.', removal: '01JR' })
  await pass(29_000)
  expect(desk.notice).toBeDefined()
  await pass(2_000)
  expect(desk.notice).toBeUndefined()
})

test('the hiding of a message can be undone from its notice', async () => {
  await Promise.all([desk.hide('m0'), pass(100)])
  expect(desk.notice).toMatchObject({ text: 'The message is hidden for everyone.', hidden: 'm0' })
  await Promise.all([desk.undo(), pass(100)])
  expect(meeting.server.commands.at(-1)).toMatchObject({ type: 'chat.release', message: 'm0' })
  expect(desk.notice).toMatchObject({ text: 'The message is back.' })
})

test('what fails is said in words, and not done', async () => {
  expect(await desk.act(Promise.reject(offline()), 'Done.')).toBe(false)
  expect(desk.notice).toMatchObject({ grave: true, text: expect.stringContaining('internet') })
})

test('a device that does not start is explained once for each press', async () => {
  meeting.browser.capture.failure = new DOMException('no', 'NotAllowedError')
  await Promise.all([meeting.call.publish('microphone', true), pass(100)])
  expect(desk.notice?.text).toMatch(/^Your microphone does not work. Your browser blocks it/)
  desk.dismiss()
  meeting.server.tell({ type: 'media.speaking', speaking: ['ana'] })
  await pass(100)
  expect(desk.notice).toBeUndefined()
})

test('the warning of the end and added minutes are told', async () => {
  meeting.server.tell({ type: 'meeting.ends_soon', ends_at: '2026-11-24T20:00:00Z' })
  await pass(100)
  expect(desk.notice?.text).toMatch(/^The meeting ends at /)
  meeting.server.tell({ type: 'meeting.end_moved', ends_at: '2026-11-24T20:10:00Z' })
  await pass(100)
  expect(desk.notice?.text).toMatch(/^The meeting now ends at /)
})

test('a weak connection of one’s own is told until it has held for a while, and not twice a minute', async () => {
  const judge = (quality: 'good' | 'fair' | 'poor') =>
    meeting.server.tell({ type: 'media.quality', people: [{ participant: 'heron', quality }] })
  meeting.server.tell({ type: 'media.quality', people: [{ participant: 'ana', quality: 'poor' }] })
  await pass(100)
  expect(desk.weak).toBe(false)
  for (const quality of ['poor', 'fair', 'poor', 'good', 'poor', 'good'] as const) {
    judge(quality)
    await pass(5_000)
    expect(desk.weak).toBe(true)
    expect(desk.announcer.text).not.toContain('connection')
  }
  await pass(12_000)
  expect(desk.weak).toBe(false)
  expect(desk.announcer.text).toBe('Your connection is good again.')
})

test('who is muted, or whose camera is stopped, is told so at once', async () => {
  const becomes = (change: Partial<Person>) =>
    meeting.server.tell({ type: 'person.changed', person: person('heron', change) })
  becomes({ microphone: 'stopped' })
  await pass(100)
  expect(desk.notice?.text).toBe('A facilitator has muted you. You can speak when they ask you to.')
  desk.dismiss()
  becomes({ microphone: 'stopped', camera: 'stopped' })
  await pass(100)
  expect(desk.notice?.text).toBe('A facilitator has stopped your camera.')
})

test('a microphone that is turned off with all the others is told, and one’s own press is not', async () => {
  const press = (on: boolean) => Promise.all([meeting.call.publish('microphone', on), pass(200)])
  await press(true)
  await press(false)
  expect(desk.notice).toBeUndefined()
  await press(true)
  meeting.server.tell({ type: 'people.off', participants: ['heron'], sources: ['microphone'] })
  await pass(100)
  expect(desk.notice?.text).toBe('Your microphone was turned off for you. You can turn it on again.')
})

test('coming back after the connection was lost is said', async () => {
  meeting.server.reachable = false
  meeting.browser.lastSocket.end(1006)
  await pass(3_000)
  expect(isAway(meeting.call.state.signal)).toBe(true)
  meeting.server.reachable = true
  meeting.browser.happens('network')
  await pass(3_000)
  expect(desk.announcer.text).toBe('You are connected again.')
})

test('what is written down for readers is not said to those who hear', async () => {
  meeting.server.tell({ type: 'captions.written', participant: 'ana', line: 1, text: 'Ana: welcome' })
  await pass(2000)
  expect(meeting.call.state.captions.lines).toHaveLength(1)
  expect(desk.announcer.text).toBe('1 person is waiting.')
})

test('each kind that was silenced is silent, and the others are not', async () => {
  for (const kind of ['door', 'comings', 'chat'] as const) said.set(kind, false)
  meeting.server.tell({ type: 'visitor.came', visitor: visitor('mike') })
  meeting.server.tell({ type: 'people.joined', people: [person('owl')] })
  meeting.server.tell({ type: 'chat.said', message: message('m1') })
  meeting.server.tell({ type: 'hand.raised', participant: 'owl' })
  await pass(2000)
  expect(desk.announcer.text).toBe('OWL raised a hand.')
  for (const kind of ['door', 'comings', 'chat'] as const) said.set(kind, true)
})
