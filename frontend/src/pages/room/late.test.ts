import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { inside, person } from '../../call/fakes/events'
import { reduce } from '../../call/reduce'
import { type CallState, outside } from '../../call/state'
import type { Snapshot } from '../../generated/protocol'
import { whereWeAre } from './late'

beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-US'] }))
afterAll(() => void vi.unstubAllGlobals())

const now = new Date('2026-11-24T19:25:00Z')

function late(change: Partial<Snapshot>): CallState {
  return reduce(outside, { ...inside(change), seq: 1 }, { wall: now.getTime(), page: 0 })
}

test('who comes late reads the topic, the part that goes on and how to share', () => {
  const lines = whereWeAre(
    late({
      plan: {
        topic: 'Small joys',
        segments: [{ title: 'Check-in', minutes: 30, break: false }],
        current: 0,
        since: '2026-11-24T19:05:00Z',
        until: '2026-11-24T19:35:00Z',
      },
      floor: { mode: 'circle', seconds: 120, speaker: 'ana', order: ['heron'], passed: [] },
      rules: {
        calm: false,
        microphones_closed: false,
        everyone_lane_closed: false,
        facilitators_lane_closed: false,
        quiet_in_shares: true,
      },
    }),
    now,
  )
  expect(lines).toEqual([
    'We talk about: Small joys',
    'Now: Check-in, 10 minutes left',
    'A circle goes round, and ANA shares now. Your turn comes at the end, and you may pass.',
    'We listen, and do not answer or give advice.',
    'While someone shares, the chat takes only signs of support.',
    'You came in quietly, with your microphone off.',
  ])
})

test('without a plan it says how people come to speak', () => {
  expect(whereWeAre(late({ cross_talk: 'welcome' }), now)[0]).toBe('When you want to speak, turn on your microphone.')
  expect(whereWeAre(late({ floor: { mode: 'ask', seconds: 0, order: [], passed: [] } }), now)[0]).toMatch(/^One person/)
})

test('an observer is not told how to share', () => {
  const lines = whereWeAre(late({ people: [person('ana'), person('heron', { observer: true })] }), now)
  expect(lines.join()).not.toMatch(/microphone when|Press Hand|turn on/)
})
