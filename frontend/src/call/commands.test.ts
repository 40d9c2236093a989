import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Refusal } from '../net/refusal'
import type { Call } from './call'
import { Meeting, pass, ticket } from './fakes/meeting'
import type { FakeServer } from './fakes/server'

let meeting: Meeting
let server: FakeServer
let call: Call

beforeEach(() => {
  vi.useFakeTimers()
  meeting = new Meeting()
  server = meeting.server
  call = meeting.call
})

afterEach(() => {
  call.close()
  vi.useRealTimers()
})

describe('what the page shows', () => {
  const tile = { participant: 'ana', source: 'camera', width: 640, height: 360, priority: 1 } as const

  test('is told when inside, and again after each snapshot', async () => {
    call.enter(ticket)
    await pass(100)
    call.setTiles([tile])
    await pass(100)
    expect(server.count('media.view'), 'at the door nothing is shown').toBe(0)
    server.admit()
    await pass(100)
    expect(server.commands.findLast((c) => c.type === 'media.view')).toMatchObject({ tiles: [tile] })
    call.setTiles([])
    await pass(100)
    expect(server.commands.findLast((c) => c.type === 'media.view')).toMatchObject({ tiles: [] })
  })

  test('before it was said, the server decides', async () => {
    await meeting.comeIn()
    expect(server.count('media.view')).toBe(0)
  })
})

describe('what those who lead do', () => {
  const rows: readonly [string, (c: Call) => Promise<unknown>, object][] = [
    ['say', (c) => c.say('hello', 'facilitators'), { type: 'chat.say', lane: 'facilitators', text: 'hello' }],
    ['hide', (c) => c.hide('m1'), { type: 'chat.hide', message: 'm1' }],
    ['admit', (c) => c.admit(['a', 'b']), { type: 'door.admit', participants: ['a', 'b'] }],
    ['admit all', (c) => c.admitAll(), { type: 'door.admit', all: true }],
    [
      'decline',
      (c) => c.decline('a', 'Not today.'),
      { type: 'door.decline', participant: 'a', sentence: 'Not today.' },
    ],
    ['decline kindly', (c) => c.decline('a'), { type: 'door.decline', participant: 'a' }],
    ['send back', (c) => c.sendBack('a'), { type: 'door.send_back', participant: 'a' }],
    ['lock', (c) => c.lockDoor(true), { type: 'door.lock', locked: true }],
    ['mute', (c) => c.mute('a'), { type: 'person.mute', participant: 'a' }],
    ['ask to unmute', (c) => c.askToUnmute('a'), { type: 'person.ask_to_unmute', participant: 'a' }],
    ['stop a camera', (c) => c.stopCamera('a'), { type: 'person.stop_camera', participant: 'a' }],
    ['allow a camera', (c) => c.allowCamera('a'), { type: 'person.allow_camera', participant: 'a' }],
    ['stop a share', (c) => c.stopShare('a'), { type: 'person.stop_share', participant: 'a' }],
    ['remove', (c) => c.remove('a', 'unkind'), { type: 'person.remove', participant: 'a', reason: 'unkind' }],
    ['undo', (c) => c.undoRemoval('r1'), { type: 'removal.undo', removal: 'r1' }],
    ['extend', (c) => c.extend(10), { type: 'meeting.extend', minutes: 10 }],
    ['anything else', (c) => c.ask({ type: 'room.calm', on: true }), { type: 'room.calm', on: true }],
    ['end', (c) => c.end(), { type: 'meeting.end' }],
  ]

  test.each(rows)('%s goes out as the protocol has it', async (_, act, command) => {
    await meeting.comeIn()
    const done = act(call)
    await pass(100)
    await done
    const { id: _id, ...sent } = server.commands.at(-1) ?? { id: 0 }
    expect(sent).toEqual(command)
  })

  test('a refusal comes back in the words of the server', async () => {
    await meeting.comeIn()
    server.refuses.set('door.admit', { kind: 'full', reason: 'room_full', sentence: 'The room is full.' })
    const refused = call.admitAll().catch((r: Refusal) => r)
    await pass(100)
    expect(await refused).toMatchObject({ kind: 'full', reason: 'room_full', sentence: 'The room is full.' })
  })
})
