import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { offline, Refusal } from '../net/refusal'
import { FakeBrowser } from './fakes/browser'
import type { FakeConnection } from './fakes/connection'
import { FakeTrack } from './fakes/track'
import { Media } from './media'

let browser: FakeBrowser
let media: Media
let states: string[]
let offers: { readonly sdp: string; readonly restart: boolean }[]
let answer: () => Promise<void>
let freshes: number
let servers: () => Promise<void>

beforeEach(() => {
  vi.useFakeTimers()
  browser = new FakeBrowser()
  states = []
  offers = []
  freshes = 0
  answer = async () => {}
  servers = async () => {}
  media = new Media(browser, {
    state: (state) => states.push(state),
    fresh: () => void freshes++,
    traffic: () => {},
    servers: async () => {
      await servers()
      return [{ urls: ['turn:relay'], username: 'fresh' }]
    },
    offer: async (sdp, restart) => {
      offers.push({ sdp, restart })
      await answer()
      return { type: 'answer', re: 1, sdp: sdp.replace('offer', 'answer') }
    },
  })
})

afterEach(() => {
  media.dispose()
  vi.useRealTimers()
})

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

async function connect(): Promise<FakeConnection> {
  media.start([{ urls: ['turn:relay'], username: 'first' }])
  await pass(10)
  browser.lastConnection.become('connected')
  return browser.lastConnection
}

describe('the one connection', () => {
  test('sends three things and receives the slots, in the order of the protocol', async () => {
    const { transceivers, configuration } = await connect()
    const shape = transceivers.map((t) => `${t.receiver.track.kind} ${t.direction}`)
    expect(shape).toEqual([
      'audio sendonly',
      'video sendonly',
      'video sendonly',
      ...Array.from({ length: 4 }, () => 'audio recvonly'),
      ...Array.from({ length: browser.pictures }, () => 'video recvonly'),
    ])
    expect(configuration).toEqual({
      bundlePolicy: 'max-bundle',
      iceServers: [{ urls: ['turn:relay'], username: 'first' }],
    })
  })

  test('offers the camera in three layers and the screen in one', async () => {
    const { transceivers } = await connect()
    expect(transceivers[1]?.sender.encodings.map((e) => e.rid)).toEqual(['q', 'h', 'f'])
    expect(transceivers[2]?.sender.encodings).toHaveLength(1)
  })

  test('speaks Opus with redundancy, and VP8 with retransmissions, and nothing else', async () => {
    const { transceivers } = await connect()
    const names = transceivers.map((t) => t.preferences.map((c) => c.mimeType).join(' '))
    expect(new Set(names)).toEqual(new Set(['audio/opus audio/red', 'video/VP8 video/rtx']))
  })

  test('takes one offer and one answer, sent without waiting for candidates', async () => {
    const connection = await connect()
    expect(offers).toEqual([{ sdp: 'offer 1', restart: false }])
    expect(connection.answers).toEqual(['answer 1'])
    expect(states).toEqual(['connecting', 'connected'])
    await pass(60_000)
    expect(offers).toHaveLength(1)
  })

  test('knows each slot by its mid, and what is heard', async () => {
    const { transceivers } = await connect()
    expect(media.track('3')).toBe(transceivers[3]?.receiver.track)
    expect(media.track('7')).toBe(transceivers[7]?.receiver.track)
    expect(media.track('1'), 'a source is no slot').toBeUndefined()
    expect(media.sounds()).toEqual(transceivers.slice(3, 7).map((t) => t.receiver.track))
  })

  test('turns sources on and off without a negotiation', async () => {
    const { transceivers } = await connect()
    const microphone = new FakeTrack('audio').asTrack()
    await media.send('microphone', microphone)
    expect(transceivers[0]?.sender.track).toBe(microphone)
    await media.send('microphone', null)
    expect(transceivers[0]?.sender.track).toBeNull()
    expect(offers).toHaveLength(1)
  })

  test('sends the microphone with redundancy while much of it is lost, and asks the server nothing', async () => {
    media.start([])
    browser.lastConnection.media = '\r\nm=audio 9 X 111 63\r\na=recvonly\r\na=rtpmap:63 red/48000/2'
    await pass(10)
    const connection = browser.lastConnection
    connection.become('connected')
    await media.send('microphone', new FakeTrack('audio').asTrack())
    const { counts } = connection.transceivers[0]?.sender ?? {}
    for (let i = 0; i < 4 && counts; i++) {
      counts.packetsSent += 100
      counts.packetsLost += 10
      await pass(2_000)
    }
    expect(connection.answers.map((sdp) => sdp.includes('63 111'))).toEqual([false, true])
    expect(offers).toHaveLength(1)
  })

  test('sends two layers of a small camera', async () => {
    const { transceivers } = await connect()
    await media.send('camera', new FakeTrack('video', 360).asTrack())
    await pass(50)
    expect(transceivers[1]?.sender.encodings.filter((e) => e.active).map((e) => e.rid)).toEqual(['q', 'h'])
  })
})

describe('mending', () => {
  test('a connection that does not wake from its rest is made anew', async () => {
    media.rest(true)
    const before = await connect()
    before.refuses = 'offer'
    media.rest(false)
    await pass(10)
    expect(browser.connections).toHaveLength(2)
    browser.lastConnection.become('connected')
    expect(states.at(-1)).toBe('connected')
  })

  test('at rest nothing is looked at', async () => {
    media.rest(true)
    const connection = await connect()
    let looks = 0
    connection.getStats = async () => {
      looks++
      return new Map()
    }
    await pass(20_000)
    expect(looks).toBe(0)
    media.rest(false)
    await pass(6_000)
    expect(looks).toBeGreaterThan(0)
  })

  test('a short loss mends itself', async () => {
    const connection = await connect()
    connection.become('disconnected')
    expect(states.at(-1)).toBe('mending')
    await pass(1_900)
    connection.become('connected')
    await pass(30_000)
    expect(offers).toHaveLength(1)
    expect(states.at(-1)).toBe('connected')
  })

  test('a longer one restarts ICE on the same connection, with fresh credentials', async () => {
    const connection = await connect()
    connection.become('disconnected')
    await pass(2_100)
    expect(offers.slice(1)).toEqual([{ sdp: 'offer 2', restart: true }])
    expect(connection.answers).toEqual(['answer 1', 'answer 2'])
    expect(connection.configuration.iceServers).toMatchObject([{ username: 'fresh' }])
    expect(browser.connections).toHaveLength(1)
    expect(freshes, 'slots stay as they are').toBe(2)
  })

  test('another network restarts ICE at once, without alarm', async () => {
    const connection = await connect()
    browser.happens('network')
    await pass(10)
    expect(offers.at(-1)).toEqual({ sdp: 'offer 2', restart: true })
    expect(states.at(-1)).toBe('connected')
    expect(connection.connectionState).toBe('connected')
  })

  test('a restart that does not help is followed by a new connection', async () => {
    const connection = await connect()
    connection.become('disconnected')
    await pass(12_200)
    expect(browser.connections).toHaveLength(2)
    expect(connection.connectionState).toBe('closed')
    expect(offers.at(-1)?.restart).toBe(false)
  })

  test('a failed connection is made anew, with the same tracks and layers', async () => {
    const connection = await connect()
    const microphone = new FakeTrack('audio').asTrack()
    await media.send('microphone', microphone)
    media.want('camera', ['q'])
    connection.become('failed')
    await pass(3_000)
    const { transceivers } = browser.lastConnection
    expect(browser.connections).toHaveLength(2)
    expect(connection.connectionState).toBe('closed')
    expect(transceivers[0]?.sender.track).toBe(microphone)
    expect(transceivers[1]?.sender.encodings.filter((e) => e.active).map((e) => e.rid)).toEqual(['q'])
  })

  test('what the server has lost is made anew', async () => {
    await connect()
    media.lost()
    await pass(10)
    expect(browser.connections).toHaveLength(2)
  })

  test('word that the connection before is lost does not end the new one', async () => {
    await connect()
    media.lost()
    media.lost()
    await pass(10)
    media.lost()
    browser.lastConnection.become('connecting')
    media.lost()
    browser.lastConnection.become('connected')
    await pass(60_000)
    expect(browser.connections).toHaveLength(2)
  })

  test('one that never comes up is made anew', async () => {
    media.start([])
    await pass(10_100)
    expect(browser.connections).toHaveLength(2)
  })

  test('a connection that failed while a restart waited is made anew, once', async () => {
    let deliver = (): void => {}
    servers = () => new Promise((done) => (deliver = done))
    const connection = await connect()
    connection.become('disconnected')
    await pass(2_100)
    connection.become('failed')
    servers = async () => {}
    deliver()
    await pass(10)
    connection.become('failed')
    await pass(10)
    expect(offers.slice(1)).toEqual([{ sdp: 'offer 1', restart: false }])
    expect(browser.connections).toHaveLength(2)
  })

  test('what becomes of the old connection does not matter while the new one is made', async () => {
    let deliver = (): void => {}
    servers = () => new Promise((done) => (deliver = done))
    const connection = await connect()
    media.lost()
    connection.become('failed')
    browser.happens('network')
    servers = async () => {}
    deliver()
    await pass(10)
    browser.lastConnection.become('connected')
    await pass(10)
    expect(states.at(-1)).toBe('connected')
    expect(browser.lastConnection.answers.length).toBeGreaterThan(0)
  })

  test('without relays to be had, another network does not make it forget to connect', async () => {
    const connection = await connect()
    let fail = (_: Error): void => {}
    servers = () => new Promise((_, reject) => (fail = reject))
    connection.become('failed')
    await pass(10)
    browser.happens('network')
    servers = async () => {}
    fail(new Refusal('unavailable', 'takes_long', ''))
    await pass(5_000)
    expect(browser.connections).toHaveLength(2)
    expect(browser.lastConnection.answers).toHaveLength(1)
  })

  test('a refused restart is followed by a new connection', async () => {
    await connect()
    answer = async () => {
      answer = async () => {}
      throw new Refusal('unsupported', 'changed_connection', '')
    }
    browser.happens('network')
    await pass(1_100)
    expect(browser.connections).toHaveLength(2)
    expect(states).not.toContain('unsupported')
  })

  test('an offer that could not be sent waits for signaling', async () => {
    const connection = await connect()
    answer = async () => {
      throw offline()
    }
    connection.become('failed')
    await pass(60_000)
    const tried = offers.length
    answer = async () => {}
    media.mend()
    await pass(10)
    expect(offers).toHaveLength(tried + 1)
    expect(browser.lastConnection.answers).toHaveLength(1)
  })

  test('a server in trouble is asked again, ever more slowly', async () => {
    answer = async () => {
      throw new Refusal('unavailable', 'takes_long', '')
    }
    media.start([])
    await pass(16_000)
    expect(offers).toHaveLength(5) // at 0, 1, 3, 7 and 15 s
  })

  test('nothing to mend, nothing is done', async () => {
    await connect()
    media.mend()
    await pass(10)
    expect(offers).toHaveLength(1)
  })
})

describe('the end of it', () => {
  test('a browser that can not says so, once', async () => {
    answer = async () => {
      throw new Refusal('unsupported', 'no_vp8', "This browser can't.")
    }
    media.start([])
    await pass(60_000)
    expect(states.at(-1)).toBe('unsupported')
    expect(offers).toHaveLength(1)
    expect(browser.lastConnection.connectionState).toBe('closed')
  })

  test('a browser without WebRTC says so', async () => {
    browser.hasWebRTC = false
    media.start([])
    await pass(10)
    expect(states.at(-1)).toBe('unsupported')
  })

  test('stopped, it mends no more', async () => {
    const connection = await connect()
    media.stop()
    expect(connection.connectionState).toBe('closed')
    media.lost()
    browser.happens('network')
    media.mend()
    await pass(60_000)
    expect(browser.connections).toHaveLength(1)
  })

  test('stopped while an offer is on its way, it stays stopped', async () => {
    let deliver = (): void => {}
    answer = () => new Promise((done) => (deliver = done))
    media.start([])
    await pass(10)
    media.stop()
    deliver()
    await pass(60_000)
    expect(browser.connections).toHaveLength(1)
    expect(browser.lastConnection.answers).toEqual([])
    expect(states.at(-1)).toBe('closed')
  })

  test('stopped before it knows the relays, it makes no other connection', async () => {
    let deliver = (): void => {}
    servers = () => new Promise((done) => (deliver = done))
    const connection = await connect()
    connection.become('failed')
    media.stop()
    deliver()
    await pass(60_000)
    expect(browser.connections).toHaveLength(1)
    expect(states.at(-1)).toBe('closed')
  })

  test('a new session outweighs an offer of the one before', async () => {
    let fail = (_: Error): void => {}
    answer = () => new Promise((_, reject) => (fail = reject))
    media.start([])
    await pass(10)
    answer = async () => {}
    media.start([])
    fail(offline())
    await pass(10)
    expect(browser.connections).toHaveLength(2)
    expect(browser.lastConnection.answers).toEqual(['answer 1'])
  })
})
