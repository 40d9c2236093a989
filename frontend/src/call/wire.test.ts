import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Answer, Event } from '../generated/protocol'
import { FakeSocket } from './fakes/socket'
import { broken, Wire } from './wire'

let socket: FakeSocket
let wire: Wire
let events: Event[]
let closed: number[]
let answers: Answer[]

beforeEach(() => {
  vi.useFakeTimers()
  socket = new FakeSocket()
  events = []
  closed = []
  answers = []
  wire = new Wire(socket as unknown as WebSocket, {
    opened: () => {},
    event: (event) => events.push(event),
    closed: (code) => closed.push(code),
  })
})

afterEach(() => vi.useRealTimers())

const answered = (answer: Answer): void => void answers.push(answer)

test('each answer goes to its command', () => {
  socket.open()
  const got: string[] = []
  wire.send({ type: 'meeting.end' }, (answer) => got.push(`end ${answer.type}`))
  wire.send({ type: 'leave' }, (answer) => got.push(`leave ${answer.type}`))
  const [end, leave] = socket.sent
  expect(end?.id).not.toBe(leave?.id)
  socket.deliver({ type: 'refused', re: end?.id ?? 0, kind: 'forbidden', sentence: 'No.' })
  socket.deliver({ type: 'ok', re: leave?.id ?? 0 })
  socket.deliver({ type: 'ok', re: leave?.id ?? 0 })
  socket.deliver({ type: 'ok', re: 4711 })
  expect(got).toEqual(['end refused', 'leave ok'])
})

test('frames that make no sense are left aside', () => {
  socket.open()
  for (const junk of ['', 'null', '7', '{"type":"later.thing"}', '{"re":1}', '{']) socket.deliver(junk)
  socket.deliver({ type: 'you.admitted', seq: 1 })
  expect(events).toEqual([{ type: 'you.admitted', seq: 1 }])
  expect(closed).toEqual([])
})

test('the end is told once, and nothing after it', () => {
  socket.open()
  wire.send({ type: 'leave' }, answered)
  const { id } = socket.last('leave')
  socket.end(4009)
  wire.drop()
  socket.deliver({ type: 'ok', re: id })
  socket.deliver({ type: 'you.admitted', seq: 1 })
  wire.send({ type: 'leave' }, answered)
  expect(closed).toEqual([4009])
  expect(answers).toEqual([])
  expect(events).toEqual([])
  expect(socket.sent).toHaveLength(1)
})

describe('a dead socket', () => {
  test('that never opens is given up', () => {
    vi.advanceTimersByTime(9_999)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(closed).toEqual([broken])
    expect(socket.closed).toBe(true)
  })

  test('that leaves a command unanswered is given up', () => {
    socket.open()
    vi.advanceTimersByTime(60_000)
    wire.send({ type: 'meeting.end' }, answered)
    vi.advanceTimersByTime(14_999)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(closed).toEqual([broken])
  })

  test('is asked for a sign of life after a silence, and given up without one', () => {
    socket.open()
    wire.watchOver(10_000)
    vi.advanceTimersByTime(9_999)
    expect(socket.sent).toEqual([])
    vi.advanceTimersByTime(1)
    expect(socket.types).toEqual(['media.servers'])
    vi.advanceTimersByTime(5_000)
    expect(closed).toEqual([broken])
  })

  test('is asked at once when there is reason to doubt it', () => {
    socket.open()
    wire.watchOver(10_000)
    wire.check()
    vi.advanceTimersByTime(5_000)
    expect(closed).toEqual([broken])
  })
})

test('whatever comes is a sign of life', () => {
  socket.open()
  wire.watchOver(10_000)
  for (let i = 1; i <= 5; i++) {
    vi.advanceTimersByTime(9_000)
    socket.deliver({ type: 'media.speaking', seq: i, speaking: [] })
  }
  expect(socket.sent).toEqual([])
  vi.advanceTimersByTime(10_000)
  socket.deliver({ type: 'servers', re: socket.last('media.servers').id, ice_servers: [] })
  vi.advanceTimersByTime(9_999)
  expect(socket.sent).toHaveLength(1)
  expect(closed).toEqual([])
})
