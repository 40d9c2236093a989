import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { offline, Refusal } from '../net/refusal'
import { type CheckServer, checkConnection, type Verdict } from './check'
import { FakeBrowser } from './fakes/browser'

let browser: FakeBrowser
let offered: string[]
let server: CheckServer

beforeEach(() => {
  vi.useFakeTimers()
  browser = new FakeBrowser()
  browser.onSocket = (socket) => setTimeout(() => socket.open(), 10)
  offered = []
  server = {
    servers: async () => [{ urls: ['turn:turn.example:3478?transport=udp'], username: 'u', credential: 'c' }],
    answer: async (offer) => {
      offered.push(offer)
      return offer.replace('offer', 'answer')
    },
  }
})

afterEach(() => vi.useRealTimers())

/** Runs a check to its end; meanwhile the connection becomes what is said. */
async function check(
  become: RTCPeerConnectionState | undefined,
  ways: readonly [string, string][] = [],
): Promise<Verdict> {
  const result = checkConnection(browser, server)
  await vi.advanceTimersByTimeAsync(100)
  const pc = browser.connections.at(-1)
  if (pc && become) {
    pc.ways = ways
    pc.become(become)
  }
  await vi.advanceTimersByTimeAsync(25_000)
  return result
}

test('UDP straight to the server is good, whatever else works', async () => {
  expect(
    await check('connected', [
      ['relay', 'udp'],
      ['host', 'tcp'],
      ['prflx', 'udp'],
    ]),
  ).toEqual({ is: 'good' })
  expect(browser.lastConnection.transceivers).toHaveLength(1)
  expect(browser.lastConnection.configuration.iceServers).toHaveLength(1)
})

test('without UDP it works over TCP, or through the relay', async () => {
  expect(
    await check('connected', [
      ['host', 'tcp'],
      ['relay', 'udp'],
    ]),
  ).toEqual({ is: 'detour', by: 'tcp' })
  expect(await check('connected', [['relay', 'udp']])).toEqual({ is: 'detour', by: 'relay' })
})

test('nothing gets through: after the browser gave up, or in time', async () => {
  browser.candidates = true
  expect(await check('failed')).toEqual({ is: 'blocked', cause: 'no_media' })
  expect(await check(undefined)).toEqual({ is: 'blocked', cause: 'no_media' })
})

test('a browser that names no address of its own is what blocks', async () => {
  expect(await check('failed')).toEqual({ is: 'blocked', cause: 'no_ways' })
})

test('without WebRTC, or on a page that is not secure, there is nothing to measure', async () => {
  browser.hasWebRTC = false
  expect(await check(undefined)).toEqual({ is: 'blocked', cause: 'no_webrtc' })
  browser.secure = false
  expect(await check(undefined)).toEqual({ is: 'blocked', cause: 'insecure' })
})

test('a blocked WebSocket is found though sound would get through', async () => {
  browser.onSocket = (socket) => setTimeout(() => socket.end(1006), 10)
  expect(await check('connected', [['host', 'udp']])).toEqual({ is: 'blocked', cause: 'no_socket' })
  browser.onSocket = () => {} // it never opens
  expect(await check('connected', [['host', 'udp']])).toEqual({ is: 'blocked', cause: 'no_socket' })
})

test('a service out of reach, and one that is too busy, say so', async () => {
  server = { ...server, servers: () => Promise.reject(offline()) }
  expect(await check(undefined)).toEqual({ is: 'blocked', cause: 'offline' })
  server = { ...server, servers: () => Promise.reject(new Refusal('unavailable', 'many_checks', '')) }
  expect(await check(undefined)).toEqual({ is: 'blocked', cause: 'busy' })
})

test('nothing stays open', async () => {
  await check('connected', [['host', 'udp']])
  expect(browser.lastConnection.connectionState).toBe('closed')
  expect(browser.lastSocket.closed).toBe(true)
  expect(browser.lastSocket.sent).toEqual([])
  expect(offered).toHaveLength(1)
})
