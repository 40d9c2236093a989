import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Event, Side } from '../generated/protocol'
import { inside, person, type Unnumbered } from './fakes/events'
import { Meeting, pass } from './fakes/meeting'
import { reduce } from './reduce'
import { type CallState, emptyRoom, outside, sideOf, withMe } from './state'

const at = { wall: 0, page: 0 }

function stateAfter(...events: readonly Unnumbered[]): CallState {
  return events.reduce((state, event, i) => reduce(state, { ...event, seq: i + 1 } as Event, at), outside)
}

const side: Side = { id: 's1', by: 'ben', for: 'heron', asked: ['heron'], inside: [] }
const open: Side = { ...side, asked: [], inside: ['ben', 'heron'] }
const people = [person('ana', { role: 'facilitator' }), person('ben', { role: 'co_facilitator' }), person('heron')]

describe('a side room', () => {
  test('that one is asked to changes nothing yet', () => {
    const state = stateAfter(inside({ people }), { type: 'side.changed', side })
    expect(state.sides).toEqual([side])
    expect(sideOf(state)).toBeUndefined()
    expect(withMe(state).map((p) => p.id)).toEqual(['ana', 'ben'])
  })

  test('shows only those who are in it, and the group again after it', () => {
    const there = stateAfter(inside({ people }), { type: 'side.changed', side: open })
    expect(withMe(there).map((p) => p.id)).toEqual(['ben'])
    const back = stateAfter(inside({ people, sides: [open] }), { type: 'side.gone', side: 's1' })
    expect(withMe(back).map((p) => p.id)).toEqual(['ana', 'ben'])
  })

  test('knows no closed microphones, but the calm of the room, and no shared screen', () => {
    const rules = { ...emptyRoom.rules, microphones_closed: true }
    expect(stateAfter(inside({ people, rules, sides: [open] })).may.microphone).toBe(true)
    expect(stateAfter(inside({ people, rules: { ...rules, calm: true }, sides: [open] })).may.microphone).toBe(false)
    const ben = inside({ people, self: 'ben', role: 'co_facilitator', sides: [open] })
    expect(stateAfter(ben).may.screen).toBe(false)
  })

  test('that was declined is known to those who lead until the next', () => {
    const state = stateAfter(inside({ people, sides: [side] }), { type: 'side.gone', side: 's1', declined: true })
    expect(state.declined).toBe('heron')
  })
})

describe('the way back from a side room', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') }))
  afterEach(() => void vi.useRealTimers())

  test('turns off what is on, even when the server would let it through', async () => {
    const meeting = new Meeting()
    await meeting.comeIn()
    await meeting.turnOn('microphone')
    meeting.server.tell({ type: 'side.changed', side: open })
    await pass(100)
    expect(meeting.call.state.own.microphone.state).toBe('on')
    meeting.server.tell(inside({ people: [person('ana'), person('ben'), person('heron', { microphone: 'on' })] }))
    await pass(300)
    expect(meeting.call.state.own.microphone.state).toBe('off')
    expect(meeting.server.commands.findLast((c) => c.type === 'media.publish')).toMatchObject({ on: false })
    meeting.call.close()
  })
})
