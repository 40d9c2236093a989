import { beforeEach, expect, test } from 'vitest'
import { FakeConnection } from './fakes/connection'
import { Negotiation } from './negotiation'

const media = [
  '',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=recvonly',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:63 red/48000/2',
].join('\r\n')

let connection: FakeConnection
let negotiation: Negotiation

beforeEach(() => {
  connection = new FakeConnection({})
  connection.media = media
  negotiation = new Negotiation(connection as unknown as RTCPeerConnection)
})

const answered = (): readonly (string | undefined)[] =>
  connection.answers.map((sdp) => sdp.match(/^m=audio \S+ \S+ (.*)$/m)?.[1]?.trim())

async function connect(restart = false): Promise<void> {
  const offer = await negotiation.offer(restart)
  await negotiation.accept(offer.replace('offer', 'answer'))
}

test('the microphone is sent with redundancy and without by the answer there is', async () => {
  await connect()
  expect(await negotiation.redundant(true)).toBe(true)
  expect(await negotiation.redundant(true)).toBe(true)
  expect(await negotiation.redundant(false)).toBe(false)
  expect(answered()).toEqual(['111 63', '63 111', '111 63'])
})

test('a restart keeps it', async () => {
  await connect()
  await negotiation.redundant(true)
  await connect(true)
  expect(answered().at(-1)).toBe('63 111')
  expect(await negotiation.redundant(false)).toBe(false)
})

test('nothing comes between an offer and its answer', async () => {
  await connect()
  const offer = negotiation.offer(true)
  expect(await negotiation.redundant(true), 'while the server thinks').toBe(false)
  await negotiation.accept((await offer).replace('offer', 'answer'))
  const both = [negotiation.redundant(true), negotiation.offer(true)] as const
  expect(await both[0]).toBe(true)
  await negotiation.accept((await both[1]).replace('offer', 'answer'))
  expect(answered()).toEqual(['111 63', '111 63', '63 111', '63 111'])
})

test('where it was not agreed on, nothing changes', async () => {
  connection.media = media.replace('111 63', '111').replace('a=rtpmap:63', 'a=x:63')
  await connect()
  expect(await negotiation.redundant(true)).toBe(false)
  expect(answered()).toEqual(['111'])
})

test('a browser that refuses is asked once, and goes on as before', async () => {
  await connect()
  connection.refuses = '63 111'
  expect(await negotiation.redundant(true)).toBe(false)
  connection.refuses = undefined
  expect(await negotiation.redundant(true)).toBe(false)
  await connect(true)
  expect(answered()).toEqual(['111 63', '111 63'])
})

test('a browser that wants its offer unchanged offers it so', async () => {
  connection.refuses = 'nack'
  expect(await negotiation.offer(false)).toBe(`offer 1${media}`)
  connection.refuses = undefined
  expect(await negotiation.offer(false)).toContain('a=rtcp-fb:111 nack')
})

const pictures = [
  '',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:1',
  'a=recvonly',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=mid:2',
  'a=sendonly',
  'a=ssrc:7 cname:room',
  'a=ssrc-group:FID 7 8',
  'a=rtcp-mux',
  '',
].join('\r\n')

/** What each section of the last answer says of its direction. */
const directions = (): readonly string[] | undefined =>
  connection.answers
    .at(-1)
    ?.match(/^a=(?:\w+only|inactive)/gm)
    ?.slice()

test('at rest no slot takes pictures, and afterwards all of them do, without the server', async () => {
  connection.media = media + pictures
  await negotiation.rest(true)
  await connect()
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=inactive'])
  expect(connection.answers.at(-1)).not.toContain('ssrc')
  expect(connection.answers.at(-1)).toContain('a=rtcp-mux')
  await negotiation.rest(false)
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=sendonly'])
  expect(connection.answers.at(-1)).toContain('a=ssrc:7')
  await negotiation.rest(true)
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=inactive'])
})

test('the end of the rest waits for an answer that is on its way', async () => {
  connection.media = media + pictures
  await negotiation.rest(true)
  const offer = await negotiation.offer(false)
  await negotiation.rest(false)
  await negotiation.accept(offer.replace('offer', 'answer'))
  expect(connection.answers).toHaveLength(1)
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=sendonly'])
})

test('redundancy and rest do not undo each other', async () => {
  connection.media = media + pictures
  await negotiation.rest(true)
  await connect()
  await negotiation.redundant(true)
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=inactive'])
  await negotiation.rest(false)
  expect(answered().at(-1)).toBe('63 111')
  expect(directions()).toEqual(['a=recvonly', 'a=recvonly', 'a=sendonly'])
})
