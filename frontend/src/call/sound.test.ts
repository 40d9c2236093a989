import { describe, expect, test } from 'vitest'
import { askForRedundancy, carried, offerResending, Redundancy } from './sound'

const lines = (...list: string[]): string => list.map((line) => `${line}\r\n`).join('')

const chromium = lines(
  'v=0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
  'a=rtpmap:111 opus/48000/2',
  'a=rtcp-fb:111 transport-cc',
  'a=rtpmap:63 red/48000/2',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'a=rtpmap:96 VP8/90000',
)

describe('an offer', () => {
  test('asks for lost sound again, and leaves everything else as it is', () => {
    const offer = offerResending(chromium)
    expect(offer.split('\r\n').filter((line) => !chromium.includes(line))).toEqual(['a=rtcp-fb:111 nack'])
    expect(offer).toContain('a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 nack\r\n')
    expect(offerResending(offer), 'asked for already').toBe(offer)
  })

  test('without Opus stays as it is', () => {
    const video = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 0', 'a=rtpmap:0 PCMU/8000', 'm=video 9 UDP 96')
    expect(offerResending(video)).toBe(video)
  })
})

describe('an answer', () => {
  const section = (direction: string): string =>
    lines(
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
      `a=${direction}`,
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:63 red/48000/2',
    )

  test('asks for redundancy of the microphone, and not of what we receive', () => {
    const answer = `v=0\r\n${section('recvonly')}${section('sendonly')}`
    const changed = section('recvonly').replace('111 63', '63 111')
    expect(askForRedundancy(answer)).toBe(`v=0\r\n${changed}${section('sendonly')}`)
  })

  test('stays as it is where redundancy was not agreed on', () => {
    const firefox = lines('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 109', 'a=recvonly', 'a=rtpmap:109 opus/48000/2')
    expect(askForRedundancy(firefox)).toBe(firefox)
  })
})

describe('redundancy', () => {
  /** Speaks for so many seconds with a loss in percent, looked at every two; says what is wanted in the end. */
  function speech(): (seconds: number, percent: number) => boolean {
    const redundancy = new Redundancy()
    let ms = 0
    let sent = 1000
    let lost = 5
    redundancy.judge({ sent, lost }, ms)
    return (seconds, percent) => {
      let wanted = false
      for (let s = 0; s < seconds; s += 2) {
        ms += 2000
        sent += 100
        lost += percent
        wanted = redundancy.judge({ sent, lost }, ms)
      }
      return wanted
    }
  }

  test('begins at a loss of 3 %, and ends when there has been little for ten seconds', () => {
    const speak = speech()
    expect(speak(10, 2)).toBe(false)
    expect(speak(4, 5)).toBe(true)
    expect(speak(60, 2), 'not little enough').toBe(true)
    expect(speak(6, 0)).toBe(true)
    expect(speak(14, 0)).toBe(false)
  })

  test('takes nothing from a few packets, and silence for no news', () => {
    const redundancy = new Redundancy()
    redundancy.judge({ sent: 0, lost: 0 }, 0)
    expect(redundancy.judge({ sent: 15, lost: 5 }, 2000)).toBe(false)
    expect(redundancy.judge({ sent: 100, lost: 20 }, 4000)).toBe(true)
    expect(redundancy.judge({ sent: 100, lost: 20 }, 60_000)).toBe(true)
  })

  test('needs a report of the server', () => {
    const out = { type: 'outbound-rtp', packetsSent: 7 }
    const report = (...list: object[]): RTCStatsReport => new Map(list.entries()) as unknown as RTCStatsReport
    expect(carried(report(out))).toBeUndefined()
    expect(carried(report(out, { type: 'remote-inbound-rtp', packetsLost: 2 }))).toEqual({ sent: 7, lost: 2 })
  })
})
