import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Refusal } from '../net/refusal'
import { FakeBrowser } from './fakes/browser'
import { FakeServer } from './fakes/server'
import { Signal } from './signal'

let browser: FakeBrowser
let server: FakeServer
let signal: Signal

const nothing = (): void => {}
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

beforeEach(async () => {
  vi.useFakeTimers()
  browser = new FakeBrowser()
  server = new FakeServer(browser)
  signal = new Signal(browser, { state: nothing, welcome: nothing, event: nothing, queued: nothing, over: nothing })
  signal.enter({ invite: 'q8Z', name: 'Heron', acceptance: '01JE' })
  await pass(100)
})

afterEach(() => {
  signal.dispose()
  vi.useRealTimers()
})

/** The network goes: no frame arrives any more, and the browser says nothing. */
async function lose(): Promise<void> {
  server.reachable = false
  browser.lastSocket.end(1006)
  await pass(0)
}

describe('requests', () => {
  test('are answered, or refused with the words of the server', async () => {
    const said = signal.request({ type: 'chat.say', lane: 'everyone', text: 'hello' })
    server.refuses.set('meeting.end', { kind: 'forbidden', reason: 'role', sentence: 'Only facilitators can.' })
    const ended = signal.request({ type: 'meeting.end' }).catch((r: Refusal) => r)
    await pass(100)
    expect((await said).message).toBe('m1')
    expect(await ended).toMatchObject({ kind: 'forbidden', sentence: 'Only facilitators can.' })
  })

  test('made while reconnecting wait for the connection', async () => {
    await lose()
    const locked = signal.request({ type: 'door.lock', locked: true })
    await pass(500)
    server.reachable = true
    await pass(3_000)
    expect((await locked).type).toBe('ok')
    expect(server.count('door.lock')).toBe(1)
  })

  test('on their way when the socket is lost are repeated, but never a chat message', async () => {
    const muted = signal.request({ type: 'person.mute', participant: 'crow' })
    const said = signal.request({ type: 'chat.say', lane: 'everyone', text: 'hello' }).catch((r: Refusal) => r)
    await lose()
    expect(await said).toMatchObject({ reason: 'offline' })
    await pass(100)
    server.reachable = true
    await pass(3_000)
    expect((await muted).type).toBe('ok')
    expect(server.count('chat.say')).toBe(0)
  })

  test('a chat message that was not sent yet is sent, once', async () => {
    await lose()
    const said = signal.request({ type: 'chat.say', lane: 'everyone', text: 'hello' })
    await pass(5_000)
    server.reachable = true
    await pass(9_000)
    expect((await said).message).toBe('m1')
    expect(server.count('chat.say')).toBe(1)
  })

  test('do not wait for ever', async () => {
    await lose()
    const locked = signal.request({ type: 'door.lock', locked: true }).catch((r: Refusal) => r)
    await pass(20_000)
    expect(await locked).toMatchObject({ kind: 'unavailable', reason: 'offline' })
    server.reachable = true
    await pass(10_000)
    expect(server.count('door.lock'), 'what was given up is not done later').toBe(0)
  })

  test('of a session that is gone are not made in the next one', async () => {
    await lose()
    const removed = signal
      .request({ type: 'person.remove', participant: 'crow', reason: 'unkind' })
      .catch((r: Refusal) => r)
    server.forget()
    server.reachable = true
    await pass(5_000)
    expect(await removed).toMatchObject({ reason: 'offline' })
    expect(server.count('person.remove')).toBe(0)
  })
})
