import { describe, expect, test } from 'vitest'
import type { Event, Person } from '../generated/protocol'
import { atTheDoor, inside, message, person, type Unnumbered, visitor } from './fakes/events'
import { at, ids, stateAfter } from './fakes/reduced'
import { reduce } from './reduce'
import { addsTime, type CallState, emptyRoom, observes, seesDoor } from './state'

describe('coming in', () => {
  test('at the door nobody is known', () => {
    const state = stateAfter(atTheDoor())
    expect(state.phase).toEqual({ at: 'waiting', sentBack: false })
    expect(state.people).toEqual([])
    expect(state.groupName).toBe('Tuesday circle')
    expect(state.may.microphone).toBe(false)
  })

  test('admitted is the snapshot that follows', () => {
    const state = stateAfter(atTheDoor(), { type: 'you.admitted' }, inside())
    expect(state.phase).toEqual({ at: 'present' })
    expect(ids(state.people)).toEqual(['ana', 'heron'])
    expect(state.may).toEqual({ microphone: true, camera: true, screen: false })
  })

  test('the clock follows the server', () => {
    expect(stateAfter(inside()).clockAheadMs).toBe(2000)
  })

  test('sent back to the door, people, chat, slots and permissions are gone', () => {
    const state = stateAfter(
      inside({ messages: [message('m1')], speaking: ['ana'] }),
      { type: 'media.slots', slots: [{ slot: '3', participant: 'ana', source: 'microphone', epoch: 1 }] },
      { type: 'you.asked_to_unmute', by: 'ANA' },
      { type: 'you.sent_back' },
    )
    expect(state).toMatchObject({ people: [], messages: [], speaking: [], slots: {}, asks: {} })
    expect(state.may.microphone).toBe(false)
    expect(reduce(state, { ...atTheDoor(), seq: 9 }, at).phase).toEqual({ at: 'waiting', sentBack: true })
  })
})

describe('hats and observers', () => {
  test('a greeter sees the door, a timekeeper adds time, others do neither', () => {
    const as = (change: Partial<Person>) => stateAfter(inside({ people: [person('ana'), person('heron', change)] }))
    expect([seesDoor(as({})), addsTime(as({}))]).toEqual([false, false])
    expect([seesDoor(as({ greeter: true })), addsTime(as({ greeter: true }))]).toEqual([true, false])
    expect([seesDoor(as({ timekeeper: true })), addsTime(as({ timekeeper: true }))]).toEqual([false, true])
    expect([seesDoor(as({ role: 'facilitator' })), seesDoor(stateAfter(inside({ role: 'facilitator' })))]).toEqual([
      false,
      true,
    ])
  })

  test('an observer turns nothing on', () => {
    const state = stateAfter(inside({ people: [person('ana'), person('heron', { observer: true })] }))
    expect(observes(state)).toBe(true)
    expect(state.may).toEqual({ microphone: false, camera: false, screen: false })
    const again = reduce(state, { type: 'person.changed', seq: 2, person: person('heron') }, at)
    expect(again.may.microphone).toBe(true)
  })
})

describe('the door', () => {
  test('what was said to one visitor stands with them', () => {
    const word = { by: 'ANA', text: 'Who told you of us?', at: '2026-11-24T19:06:00Z' }
    const state = stateAfter(inside({ role: 'facilitator', door: [visitor('mike'), visitor('owl')] }), {
      type: 'door.said',
      word,
      participant: 'mike',
    })
    expect(state.visitors.map((v) => v.word)).toEqual([word, undefined])
  })
})

describe('what is hidden and what is kept', () => {
  test('the author learns that a facilitator hid their message, others do not', () => {
    const said = inside({ messages: [message('m1'), message('m2')] })
    expect(stateAfter(said, { type: 'chat.hidden', message: 'm1', yours: true }).hidden).toBe('m1')
    expect(stateAfter(said, { type: 'chat.hidden', message: 'm1' }).hidden).toBeUndefined()
  })

  test('of a meeting that is over nothing is left but what was pinned', () => {
    const link = { ...message('r1', 'https://example.org'), lane: 'resources' } as const
    const state = stateAfter(inside({ messages: [message('m1')], resources: [link] }), {
      type: 'meeting.ended',
      closing: { group_name: 'Tuesday circle', lines: [] },
    })
    expect(state).toMatchObject({ messages: [], resources: [], phase: { at: 'ended', resources: [link] } })
  })
})

describe('people', () => {
  test('join, change and leave', () => {
    const state = stateAfter(
      inside(),
      { type: 'people.joined', people: [person('owl')] },
      { type: 'person.changed', person: person('ana', { microphone: 'on' }) },
      { type: 'media.speaking', speaking: ['ana', 'owl'] },
      { type: 'person.left', participant: 'owl' },
    )
    expect(ids(state.people)).toEqual(['ana', 'heron'])
    expect(state.people[0]?.microphone).toBe('on')
    expect(state.speaking).toEqual(['ana'])
  })

  test('an event that comes again changes nothing', () => {
    const events: Unnumbered[] = [
      inside({ role: 'facilitator' }),
      { type: 'people.joined', people: [person('owl')] },
      { type: 'visitor.came', visitor: visitor('wren') },
      { type: 'chat.said', message: message('m1') },
      { type: 'media.slots', slots: [{ slot: '7', participant: 'owl', source: 'camera', epoch: 4 }] },
    ]
    expect(stateAfter(...events, ...events.slice(1))).toEqual(stateAfter(...events))
  })

  test('the same person is replaced in place, never doubled', () => {
    const state = stateAfter(
      inside(),
      { type: 'person.changed', person: person('ana', { link: 'reconnecting' }) },
      { type: 'people.joined', people: [person('ana')] },
    )
    expect(ids(state.people)).toEqual(['ana', 'heron'])
    expect(state.people[0]?.link).toBe('connected')
  })

  test('somebody unknown leaving is nothing', () => {
    expect(ids(stateAfter(inside(), { type: 'person.left', participant: 'nobody' }).people)).toEqual(['ana', 'heron'])
  })
})

describe('what one may turn on', () => {
  const self = (change: Parameters<typeof person>[1]): Unnumbered => ({
    type: 'person.changed',
    person: person('heron', change),
  })
  const open = emptyRoom.rules
  const rules = (change: Partial<typeof open>): Unnumbered => ({ type: 'room.rules', rules: { ...open, ...change } })
  const hold = { since: '2026-11-24T19:20:00Z', ends_at: '2026-11-24T19:35:00Z' }

  test('a mute takes the microphone away and asking gives it back', () => {
    const muted = stateAfter(inside(), self({ microphone: 'stopped' }))
    expect(muted.may).toMatchObject({ microphone: false, camera: true })
    const asked = stateAfter(inside(), self({ microphone: 'stopped' }), self({}), {
      type: 'you.asked_to_unmute',
      by: 'ANA',
    })
    expect(asked.may.microphone).toBe(true)
    expect(asked.asks.microphone).toBe('ANA')
    expect(asked.people[1]?.microphone).toBe('off')
  })

  test('a stopped camera is taken away until it is allowed', () => {
    expect(stateAfter(inside(), self({ camera: 'stopped' })).may).toMatchObject({ microphone: true, camera: false })
    expect(stateAfter(inside(), self({ camera: 'stopped' }), self({})).may.camera).toBe(true)
  })

  test("somebody else's mute is not one's own", () => {
    const state = stateAfter(inside(), { type: 'person.changed', person: person('ana', { microphone: 'stopped' }) })
    expect(state.may.microphone).toBe(true)
  })

  test('the camera rule of the group outweighs all', () => {
    expect(stateAfter(inside({ camera_rule: 'off' })).may.camera).toBe(false)
  })

  test('a screen is for those who lead', () => {
    expect(stateAfter(inside()).may.screen).toBe(false)
    expect(stateAfter(inside({ role: 'co_facilitator' })).may.screen).toBe(true)
  })

  test('a calm room is closed, but not to those who lead', () => {
    expect(stateAfter(inside(), rules({ calm: true })).may).toEqual({ microphone: false, camera: false, screen: false })
    expect(stateAfter(inside({ role: 'facilitator' }), rules({ calm: true })).may.microphone).toBe(true)
    expect(stateAfter(inside(), rules({ calm: true }), rules({})).may.microphone).toBe(true)
  })

  test('closed microphones are open to whom a facilitator asked, until they are closed again', () => {
    const door = inside({ rules: { ...open, microphones_closed: true } })
    expect(stateAfter(door).may).toMatchObject({ microphone: false, camera: true })
    expect(stateAfter({ ...door, asked_to_unmute: true }).may.microphone).toBe(true)
    const asked: Unnumbered = { type: 'you.asked_to_unmute', by: 'ANA' }
    expect(stateAfter(door, asked).may.microphone).toBe(true)
    expect(stateAfter(door, asked, rules({}), rules({ microphones_closed: true })).may.microphone).toBe(false)
    expect(stateAfter({ ...door, role: 'co_facilitator' }).may.microphone).toBe(true)
  })

  test('on hold only who keeps the floor goes on', () => {
    expect(stateAfter(inside({ role: 'co_facilitator', hold })).may).toEqual({
      microphone: false,
      camera: false,
      screen: false,
    })
    expect(stateAfter(inside({ hold: { ...hold, floor: 'ana' } })).may.microphone).toBe(false)
    expect(stateAfter(inside({ hold: { ...hold, floor: 'heron' } })).may.microphone).toBe(true)
  })

  test('what is turned off for many is off, and what is stopped stays stopped', () => {
    const ana = person('ana', { microphone: 'on', camera: 'on' })
    const owl = person('owl', { microphone: 'stopped', camera: 'on' })
    const state = stateAfter(inside({ people: [ana, owl] }), {
      type: 'people.off',
      participants: ['owl', 'ana', 'gone'],
      sources: ['microphone'],
    })
    expect(state.people).toEqual([{ ...ana, microphone: 'off' }, owl])
  })
})

describe('the door, the chat, the end', () => {
  test('visitors come, change and go', () => {
    const state = stateAfter(
      inside(),
      { type: 'visitor.came', visitor: visitor('wren') },
      { type: 'visitor.came', visitor: visitor('crow') },
      { type: 'visitor.changed', visitor: visitor('wren', { link: 'reconnecting' }) },
      { type: 'visitor.gone', participant: 'crow' },
      { type: 'door.changed', locked: true },
    )
    expect(state.visitors).toEqual([visitor('wren', { link: 'reconnecting' })])
    expect(state.doorLocked).toBe(true)
  })

  test('removals are listed until undone', () => {
    const removal = { id: 'r1', name: 'CROW', reason: 'unkind', at: '2026-11-24T19:10:00Z' } as const
    expect(stateAfter(inside(), { type: 'removal.made', removal, participants: [] }).removals).toEqual([removal])
    const undone = stateAfter(
      inside(),
      { type: 'removal.made', removal, participants: [] },
      { type: 'removal.undone', removal: 'r1' },
    )
    expect(undone.removals).toEqual([])
  })

  test('those who lead see who left, until they are removed', () => {
    const departed = [
      { id: 'crow', name: 'CROW', at: '2026-11-24T19:10:00Z' },
      { id: 'wren', name: 'WREN', at: '2026-11-24T19:11:00Z' },
    ]
    const removal = { id: 'r1', name: 'CROW', reason: 'unkind', at: '2026-11-24T19:12:00Z' } as const
    const events: Unnumbered[] = departed.map((d) => ({ type: 'person.departed', departed: d }))
    expect(stateAfter(inside(), ...events, ...events).departed).toEqual(departed)
    const after = stateAfter(inside({ departed }), { type: 'removal.made', removal, participants: ['crow', 'owl'] })
    expect(after.departed).toEqual(departed.slice(1))
  })

  test('notes are replaced, and go with their person', () => {
    const note = (participant: string, reminded: number): Unnumbered => ({
      type: 'note.changed',
      note: { participant, reminded, warned: 0, newcomer: false },
    })
    expect(stateAfter(inside(), note('owl', 1), note('owl', 0)).notes, 'nothing is left in it').toEqual([])
    const two = stateAfter(inside(), note('owl', 1), note('wren', 1), note('owl', 2))
    expect(two.notes.map((n) => `${n.participant} ${n.reminded}`)).toEqual(['wren 1', 'owl 2'])
    const left = stateAfter(inside({ notes: two.notes }), { type: 'person.left', participant: 'owl' })
    expect(left.notes.map((n) => n.participant)).toEqual(['wren'])
  })

  test('a word to this person alone does not follow them to the door', () => {
    const told = stateAfter(inside(), { type: 'you.warned', reason: 'unkind' })
    expect(told.told).toEqual({ step: 'warned', reason: 'unkind' })
    expect(reduce(told, { ...inside(), seq: 9 } as Event, at).told, 'a snapshot does not put it away').toBeDefined()
    expect(reduce(told, { type: 'you.sent_back', seq: 9 }, at).told).toBeUndefined()
  })

  test('a hidden message is gone', () => {
    const state = stateAfter(
      inside({ messages: [message('m1')] }),
      { type: 'chat.said', message: message('m2') },
      { type: 'chat.hidden', message: 'm1' },
    )
    expect(ids(state.messages)).toEqual(['m2'])
  })

  test('a hold is told, and over without a word of it', () => {
    const hold = { since: '2026-11-24T19:20:00Z', ends_at: '2026-11-24T19:35:00Z', floor: 'heron' }
    expect(stateAfter(inside(), { type: 'meeting.hold', hold }).hold).toEqual(hold)
    expect(stateAfter(inside({ hold })).hold).toEqual(hold)
    expect(stateAfter(inside({ hold }), inside()).hold).toBeUndefined()
    expect(stateAfter(inside(), { type: 'meeting.hold', hold }, { type: 'meeting.hold' }).hold).toBeUndefined()
    expect(stateAfter(inside({ hold }), { type: 'you.sent_back' }).hold).toBeUndefined()
  })

  test('what is pinned is kept apart from what is said', () => {
    const pinned = { ...message('m1'), lane: 'resources' } as const
    const state = stateAfter(
      inside(),
      { type: 'chat.said', message: pinned },
      { type: 'chat.said', message: message('m2') },
    )
    expect([ids(state.resources), ids(state.messages)]).toEqual([['m1'], ['m2']])
    expect(stateAfter(inside({ resources: [pinned] }), { type: 'chat.hidden', message: 'm1' }).resources).toEqual([])
  })

  test('of reactions the newest is known, and goes with the room', () => {
    const reacted = { type: 'chat.reacted', participant: 'ana', reaction: 'heart' } as const
    const state = stateAfter(inside(), { ...reacted, reaction: 'thanks' }, reacted)
    expect(state.reacted).toEqual({ participant: 'ana', reaction: 'heart' })
    expect(stateAfter(inside(), reacted, { type: 'you.sent_back' }).reacted).toBeUndefined()
  })

  test('who leaves and is fine is known by name', () => {
    const fern = person('fern')
    const joined = { type: 'people.joined', people: [fern] } as const
    expect(stateAfter(inside(), joined, { type: 'person.left', participant: fern.id }).goodbye).toBeUndefined()
    const left = { type: 'person.left', participant: fern.id, goodbye: true } as const
    expect(stateAfter(inside(), joined, left).goodbye).toBe(fern.name)
  })

  test('reports are open until somebody has seen to them', () => {
    const report = {
      id: 'p1',
      by: 'owl',
      by_name: 'OWL',
      participant: 'crow',
      name: 'CROW',
      reason: 'unkind',
      at: '2026-11-24T19:12:00Z',
    } as const
    const made: Unnumbered = { type: 'report.made', report }
    expect(stateAfter(inside(), made, made).reports).toEqual([report])
    expect(stateAfter(inside({ reports: [report] }), { type: 'report.closed', report: 'p1' }).reports).toEqual([])
  })

  test('the last word to the door counts', () => {
    const word = { by: 'ANA', text: 'Two minutes, please.', at: '2026-11-24T19:12:00Z' }
    expect(stateAfter(atTheDoor(), { type: 'door.said', word }).doorWord).toEqual(word)
    expect(stateAfter(atTheDoor({ door_word: word })).doorWord).toEqual(word)
  })

  test('the end is warned of, and an extension takes the warning back', () => {
    const soon = stateAfter(inside(), { type: 'meeting.ends_soon', ends_at: '2026-11-24T20:00:00Z' })
    expect(soon.endsSoon).toBe(true)
    const again = reduce(soon, { ...inside(), seq: 9 }, at)
    expect(again.endsSoon, 'a fresh snapshot does not forget the warning').toBe(true)
    const moved = reduce(again, { type: 'meeting.end_moved', seq: 10, ends_at: '2026-11-24T20:10:00Z' }, at)
    expect(moved).toMatchObject({ endsSoon: false, endsAt: '2026-11-24T20:10:00Z' })
  })

  test.each<[Unnumbered, CallState['phase']]>([
    [
      { type: 'you.removed', reason: 'unkind' },
      { at: 'removed', reason: 'unkind' },
    ],
    [
      { type: 'you.declined', sentence: 'Not today.' },
      { at: 'declined', sentence: 'Not today.' },
    ],
    [
      { type: 'meeting.ended', closing: { group_name: 'Tuesday circle', lines: [] } },
      { at: 'ended', closing: { group_name: 'Tuesday circle', lines: [] } },
    ],
  ])('after $type nothing of the room stays', (event, phase) => {
    const state = stateAfter(inside({ messages: [message('m1')] }), event)
    expect(state.phase).toEqual(phase)
    expect(state).toMatchObject({ people: [], messages: [], slots: {} })
  })
})

describe('the floor', () => {
  const raise = (participant: string): Unnumbered => ({ type: 'hand.raised', participant })

  test('hands stand in the order they were raised', () => {
    const hands = [raise('owl'), raise('ana'), raise('wren'), raise('owl')]
    expect(stateAfter(inside(), ...hands).hands).toEqual(['ana', 'wren', 'owl'])
    expect(stateAfter(inside(), ...hands, { type: 'hand.lowered', participant: 'wren' }).hands).toEqual(['ana', 'owl'])
  })

  test('who leaves takes their hand along', () => {
    const state = stateAfter(inside({ hands: ['ana', 'owl'] }), { type: 'person.left', participant: 'ana' })
    expect(state.hands).toEqual(['owl'])
  })

  test('floor, plan and minute are replaced as a whole, and stay in the room', () => {
    const floor = { mode: 'circle', speaker: 'ana', seconds: 180, order: ['heron'], passed: [] } as const
    const plan = { segments: [{ title: 'Check in', minutes: 10, break: false }], current: 0 }
    const state = stateAfter(
      inside(),
      { type: 'floor.changed', floor },
      { type: 'plan.changed', plan },
      { type: 'you.minute', asked: true },
    )
    expect(state).toMatchObject({ floor, plan, needsMinute: true })
    const outdoors = reduce(state, { type: 'you.sent_back', seq: 9 }, at)
    expect(outdoors).toMatchObject({ floor: { mode: 'free' }, plan: { current: -1 }, needsMinute: false })
    expect(stateAfter(inside({ floor, plan, needs_minute: true }))).toMatchObject({ floor, plan, needsMinute: true })
  })
})
