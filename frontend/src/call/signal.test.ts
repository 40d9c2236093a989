import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Event } from '../generated/protocol'
import { FakeBrowser } from './fakes/browser'
import { message, person } from './fakes/events'
import { FakeServer } from './fakes/server'
import { type Ending, Signal } from './signal'

let browser: FakeBrowser
let server: FakeServer
let signal: Signal
let events: Event[]
let log: string[]
let endings: Ending[]

const ticket = { invite: 'q8Z', name: 'Heron', acceptance: '01JE' }

function open(): Signal {
  return new Signal(browser, {
    state: (state) => log.push(state),
    welcome: (_, session) => log.push(`welcome ${session}`),
    event: (event) => events.push(event),
    queued: () => log.push('queued'),
    over: (ending) => endings.push(ending),
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  browser = new FakeBrowser()
  server = new FakeServer(browser)
  events = []
  log = []
  endings = []
  signal = open()
})

afterEach(() => {
  signal.dispose()
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const seqs = (): number[] => events.map((e) => e.seq)

async function enter(): Promise<void> {
  signal.enter(ticket)
  await pass(100)
  expect(signal.connected).toBe(true)
}

/** The network goes: no frame arrives any more, and the browser says nothing. */
async function lose(): Promise<void> {
  browser.lastSocket.end(1006)
  await pass(0)
}

describe('coming in', () => {
  test('enter, welcome, snapshot', async () => {
    await enter()
    expect(server.commands).toEqual([{ type: 'enter', id: 1, ...ticket }])
    expect(log).toEqual(['connecting', 'connected', 'welcome new'])
    expect(events.map((e) => e.type)).toEqual(['snapshot'])
  })

  test('a socket opened ahead is used', async () => {
    signal.prepare()
    await pass(1000)
    expect(browser.lastSocket.sent).toEqual([])
    await enter()
    expect(browser.sockets).toHaveLength(1)
  })

  test('a socket opened ahead that ran out is no matter', async () => {
    signal.prepare()
    await pass(100)
    browser.lastSocket.end(4001)
    expect(endings).toEqual([])
    await enter()
    expect(browser.sockets).toHaveLength(2)
  })

  test('a refusal is the end of it, in the words of the server', async () => {
    server.refuses.set('enter', { kind: 'forbidden', reason: 'removed', sentence: 'You were removed.' })
    signal.enter(ticket)
    await pass(60_000)
    expect(endings).toMatchObject([
      { refusal: { kind: 'forbidden', reason: 'removed', sentence: 'You were removed.' } },
    ])
    expect(server.count('enter')).toBe(1)
  })

  test('in a queue it waits as long as it was told, and tries again', async () => {
    server.refuses.set('enter', { kind: 'too_many', reason: 'enter_rate', sentence: '', retry_ms: 4000 })
    browser.randomness = 0.5
    signal.enter(ticket)
    await pass(100)
    expect(log).toContain('queued')
    server.refuses.clear()
    await pass(5_300)
    expect(server.count('enter')).toBe(1)
    await pass(300)
    expect(server.count('enter')).toBe(2)
    expect(signal.connected).toBe(true)
  })

  test('an unreachable server is tried again, ever more slowly', async () => {
    server.reachable = false
    signal.enter(ticket)
    await pass(16_000)
    expect(browser.sockets).toHaveLength(6) // at 0, 0, 1, 3, 7 and 15 s
    server.reachable = true
    await pass(9_000)
    expect(signal.connected).toBe(true)
  })

  test('a second thought about the name counts', async () => {
    signal.enter(ticket)
    await pass(7)
    signal.enter({ ...ticket, name: 'Blue Heron' })
    await pass(100)
    expect(server.commands.at(-1)).toMatchObject({ type: 'enter', name: 'Blue Heron' })
    expect(signal.connected).toBe(true)
  })

  test('pressing twice enters once', async () => {
    signal.enter(ticket)
    await pass(7)
    signal.enter(ticket)
    await pass(100)
    expect(endings).toEqual([])
    expect(browser.sockets.filter((s) => !s.closed)).toHaveLength(1)
  })
})

describe('losing the socket', () => {
  test('the session resumes after the last event, and missed ones follow', async () => {
    await enter()
    server.admit()
    await pass(100)
    server.reachable = false
    await lose()
    server.tell({ type: 'people.joined', people: [person('owl')] })
    server.tell({ type: 'chat.said', message: message('m1') })
    await pass(100)
    server.reachable = true
    await pass(2_000)
    const resume = server.commands.find((c) => c.type === 'resume')
    expect(resume).toMatchObject({ session: 'session-1', token: 'token of session-1', seq: 3 })
    expect(seqs()).toEqual([1, 2, 3, 4, 5])
    expect(log.slice(-3)).toEqual(['reconnecting', 'connected', 'welcome resumed'])
  })

  test('a server that was started again goes on with the session, with a snapshot', async () => {
    await enter()
    server.admit()
    await pass(100)
    server.restart()
    await pass(200)
    expect(server.count('enter')).toBe(1)
    expect(seqs().slice(-2)).toEqual([4, 5])
    expect(events.slice(-2).map((e) => e.type)).toEqual(['snapshot', 'media.lost'])
    server.tell({ type: 'door.changed', locked: true })
    await pass(100)
    expect(seqs().at(-1)).toBe(6)
  })

  test('a server that says it stops is waited for, and what is said of it stays the same', async () => {
    await enter()
    server.reachable = false
    browser.lastSocket.end(4010)
    await pass(60_000)
    expect(new Set(log.slice(log.indexOf('restarting')))).toEqual(new Set(['restarting']))
    server.reachable = true
    await pass(10_000)
    expect(signal.connected).toBe(true)
    await lose()
    expect(log.at(-1)).not.toBe('restarting')
  })

  test('events that come twice are told once', async () => {
    await enter()
    server.tell({ type: 'door.changed', locked: true })
    await pass(100)
    browser.lastSocket.deliver({ type: 'door.changed', seq: 2, locked: true })
    browser.lastSocket.deliver({ type: 'snapshot', seq: 1 } as Event)
    expect(seqs()).toEqual([1, 2])
  })

  test('a hole in the events is filled by a snapshot', async () => {
    await enter()
    browser.lastSocket.deliver({ type: 'door.changed', seq: 7, locked: true })
    await pass(100)
    expect(server.commands.at(-1)).toMatchObject({ type: 'resume', seq: 0 })
    expect(events.map((e) => e.type)).toEqual(['snapshot', 'snapshot'])
  })

  test('a dead socket is noticed without a word from the browser', async () => {
    await enter()
    server.reachable = false
    await pass(15_100)
    expect(log.at(-1)).toBe('reconnecting')
    server.reachable = true
    await pass(10_000)
    expect(signal.connected).toBe(true)
  })

  test('the first attempt is at once, later ones wait longer', async () => {
    await enter()
    await pass(20_000)
    const before = browser.sockets.length
    server.reachable = false
    await lose()
    await pass(16_000)
    expect(browser.sockets.length - before).toBe(5) // at 0, 1, 3, 7 and 13 s
  })

  test('a service in trouble does not cost the place', async () => {
    await enter()
    server.refuses.set('resume', { kind: 'unavailable', reason: 'takes_long', sentence: '' })
    await lose()
    await pass(50_000)
    expect(server.count('resume')).toBeGreaterThan(6)
    server.refuses.clear()
    await pass(10_000)
    expect(signal.connected).toBe(true)
    expect(endings).toEqual([])
  })

  test('after a good while a loss counts as the first again', async () => {
    await enter()
    server.reachable = false
    await lose()
    await pass(4_000)
    server.reachable = true
    await pass(20_000)
    expect(signal.connected).toBe(true)
    await lose()
    await pass(50)
    expect(signal.connected).toBe(true)
  })

  test('a server that drops every socket at once is not hammered', async () => {
    await enter()
    const before = browser.sockets.length
    for (let s = 0; s < 30; s++) {
      if (signal.connected) browser.lastSocket.end(4008)
      await pass(1000)
    }
    expect(browser.sockets.length - before).toBeLessThan(8)
  })

  test('while the browser is offline it waits, and comes back with the network', async () => {
    await enter()
    server.reachable = false
    browser.happens('offline')
    await pass(20_000)
    expect(browser.sockets).toHaveLength(1)
    server.reachable = true
    browser.happens('network')
    await pass(100)
    expect(signal.connected).toBe(true)
  })

  test('a browser that is wrong about being offline is not believed for ever', async () => {
    await enter()
    browser.happens('offline')
    await pass(30_100)
    expect(signal.connected).toBe(true)
  })

  test('coming back to the page cuts the waiting short', async () => {
    await enter()
    await pass(20_000)
    server.reachable = false
    await lose()
    await pass(8_000)
    server.reachable = true
    browser.happens('visible')
    await pass(100)
    expect(signal.connected).toBe(true)
  })

  test('a place that is gone is asked for at the door, as a new session', async () => {
    await enter()
    server.forget()
    await lose()
    await pass(200)
    expect(server.count('enter')).toBe(2)
    expect(server.commands.at(-1)).toMatchObject(ticket)
    expect(log.at(-1)).toBe('welcome new')
    expect(events.at(-1)).toMatchObject({ type: 'snapshot', seq: 1 })
  })

  test('a restarting server gets everybody back spread over some seconds', async () => {
    await enter()
    browser.randomness = 0.5
    browser.lastSocket.end(4010)
    await pass(5_400)
    expect(browser.sockets).toHaveLength(1)
    await pass(200)
    expect(signal.connected).toBe(true)
  })

  test('a session that ended meanwhile tells why', async () => {
    await enter()
    server.tell({ type: 'door.changed', locked: true })
    server.reachable = false
    await lose()
    server.tell({ type: 'door.changed', locked: false })
    server.end(4003, { type: 'you.removed', reason: 'unkind' })
    await pass(100)
    server.reachable = true
    await pass(20_000)
    expect(events.at(-1)).toMatchObject({ type: 'you.removed', reason: 'unkind' })
    expect(endings).toEqual([{ code: 4003 }])
    expect(server.count('resume')).toBe(1)
  })
})

describe('the end', () => {
  test.each([4003, 4004, 4005, 4007, 4009])('after close code %i it never comes back', async (code) => {
    await enter()
    server.end(code)
    await pass(120_000)
    browser.happens('network')
    browser.happens('visible')
    await pass(120_000)
    expect(endings).toEqual([{ code }])
    expect(browser.sockets).toHaveLength(1)
    expect(browser.stored.size).toBe(0)
    expect(log.at(-1)).toBe('closed')
  })

  test('a replaced page takes the place back when the person asks for it', async () => {
    await enter()
    server.end(4005)
    await pass(100)
    expect(signal.again()).toBe(true)
    await pass(100)
    expect(server.count('enter')).toBe(2)
    expect(signal.connected).toBe(true)
  })

  test('after flooding the same session goes on when the person asks for it', async () => {
    await enter()
    browser.lastSocket.end(4002)
    await pass(60_000)
    expect(endings).toEqual([{ code: 4002 }])
    signal.again()
    await pass(100)
    expect(server.commands.at(-1)).toMatchObject({ type: 'resume', session: 'session-1' })
  })

  test('leaving tells the server and forgets the place', async () => {
    await enter()
    signal.leave(false)
    expect(endings).toEqual([{ code: 4009 }])
    expect(browser.stored.size).toBe(0)
    await pass(60_000)
    expect(server.count('leave')).toBe(1)
    expect(browser.sockets).toHaveLength(1)
  })

  test('opening a socket ahead after the end does not enter', async () => {
    await enter()
    signal.leave(false)
    signal.prepare()
    await pass(1000)
    expect(browser.lastSocket.sent).toEqual([])
  })

  test('disposed, it watches nothing', () => {
    signal.dispose()
    expect(browser.watched).toBe(false)
  })
})

describe('a reload', () => {
  test('goes on with the same session, from a snapshot', async () => {
    await enter()
    signal = open()
    expect(signal.comeBack({ invite: 'q8Z' })).toBe(true)
    await pass(100)
    expect(server.commands.at(-1)).toMatchObject({ type: 'resume', session: 'session-1', seq: 0 })
    expect(events.at(-1)?.type).toBe('snapshot')
  })

  test('does not go on from another way in', async () => {
    await enter()
    signal = open()
    expect(signal.comeBack({ invite: 'another' })).toBe(false)
    expect(signal.comeBack({ meeting: '01JD' })).toBe(false)
  })

  test('with nothing kept there is nothing to go on with', () => {
    browser.stored.set('seat', '{broken')
    expect(signal.comeBack({ invite: 'q8Z' })).toBe(false)
  })
})
