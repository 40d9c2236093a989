import { describe, expect, test } from 'vitest'
import type { Event } from '../generated/protocol'
import { inside, message, person, type Unnumbered } from './fakes/events'
import { at, ids, stateAfter } from './fakes/reduced'
import { pictures } from './pictures'
import { reduce } from './reduce'
import type { CallState } from './state'

describe('resume', () => {
  test('a fresh snapshot replaces all but the slots and a question that is open', () => {
    const before = stateAfter(
      inside({ messages: [message('m1')] }),
      { type: 'people.joined', people: [person('owl')] },
      { type: 'media.slots', slots: [{ slot: '3', participant: 'ana', source: 'microphone', epoch: 2 }] },
      { type: 'you.asked_to_unmute', by: 'ANA' },
    )
    const state = reduce(before, { ...inside({ messages: [message('m2')] }), seq: 40 }, at)
    expect(ids(state.people)).toEqual(['ana', 'heron'])
    expect(ids(state.messages)).toEqual(['m2'])
    expect(state.slots['3']?.participant).toBe('ana')
    expect(state.asks.microphone).toBe('ANA')
  })

  test('an event of a later version is left aside', () => {
    const state = stateAfter(inside())
    expect(reduce(state, { type: 'floor.given', seq: 2 } as unknown as Event, at)).toBe(state)
  })
})

describe('connections', () => {
  const judged = (quality: 'good' | 'fair' | 'poor'): Unnumbered => ({
    type: 'media.quality',
    people: [
      { participant: 'ana', quality },
      { participant: 'nobody', quality },
    ],
  })
  const of = (state: CallState, id: string) => state.people.find((p) => p.id === id)

  test('how good they are is known of each person, and nothing is said of good ones', () => {
    expect(of(stateAfter(inside(), judged('poor')), 'ana')).toMatchObject({ quality: 'poor' })
    const state = stateAfter(inside(), judged('poor'), judged('good'))
    expect(of(state, 'ana')).toEqual(person('ana', { role: 'facilitator' }))
  })

  test('who is not concerned stays the same value', () => {
    const before = stateAfter(inside())
    const after = reduce(before, { ...judged('fair'), seq: 2 } as Event, at)
    expect(of(after, 'heron')).toBe(of(before, 'heron'))
    expect(ids(after.people)).toEqual(['ana', 'heron'])
  })
})

describe('slots', () => {
  const slots = (...slots: Extract<Event, { type: 'media.slots' }>['slots']): Unnumbered => ({
    type: 'media.slots',
    slots,
  })
  const owl = person('owl', { camera: 'on' })

  test('of two mappings the later epoch is right, whichever comes last', () => {
    const state = stateAfter(
      inside(),
      slots({ slot: '7', participant: 'ana', source: 'camera', epoch: 6 }),
      slots({ slot: '7', participant: 'owl', source: 'camera', epoch: 5 }),
    )
    expect(state.slots['7']?.participant).toBe('ana')
  })

  test('a mapping told again pauses its picture or lets it go on, and makes it no newer', () => {
    const filling = { slot: '7', participant: 'owl', source: 'camera', epoch: 2 } as const
    const told = [inside(), { type: 'people.joined', people: [owl] } as const, slots(filling)]
    const held = [...told, slots({ ...filling, paused: true })]
    expect(pictures(stateAfter(...held))).toMatchObject([{ epoch: 2, since: 1000, paused: true }])
    expect(pictures(stateAfter(...held, slots(filling)))).toMatchObject([{ epoch: 2, since: 1000, paused: false }])
  })

  test('slots that are not named stay as they were, and an emptied one remembers its epoch', () => {
    const state = stateAfter(
      inside(),
      slots({ slot: '7', participant: 'ana', source: 'camera', epoch: 1 }, { slot: '3', epoch: 2 }),
      slots({ slot: '7', epoch: 3 }),
      slots({ slot: '7', participant: 'ana', source: 'camera', epoch: 1 }),
    )
    expect(state.slots).toEqual({ '7': { epoch: 3, since: 1000 }, '3': { epoch: 2, since: 1000 } })
  })

  test('pictures are of people who are inside and show them', () => {
    const state = stateAfter(
      inside({ people: [person('heron'), owl, person('ana')] }),
      slots(
        { slot: '3', participant: 'owl', source: 'microphone', epoch: 1 },
        { slot: '7', participant: 'owl', source: 'camera', epoch: 2 },
        { slot: '8', participant: 'ana', source: 'camera', epoch: 3 },
        { slot: '9', participant: 'stranger', source: 'camera', epoch: 4 },
        { slot: '10', epoch: 5 },
      ),
    )
    expect(pictures(state)).toEqual([
      { slot: '7', participant: 'owl', source: 'camera', epoch: 2, since: 1000, paused: false },
    ])
  })

  test('a picture shows as soon as its person is known', () => {
    const early = stateAfter(inside(), slots({ slot: '7', participant: 'owl', source: 'camera', epoch: 2 }))
    expect(pictures(early)).toEqual([])
    expect(pictures(reduce(early, { type: 'people.joined', people: [owl], seq: 9 }, at))).toHaveLength(1)
  })
})
