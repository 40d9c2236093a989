import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Call } from '../call/call'
import { Meeting, pass } from '../call/fakes/meeting'
import type { Entrance, Problem } from '../generated/api'
import { keepPass, keptPasses } from './passes'
import { Visit } from './visit.svelte'

const page: Entrance = {
  organisation: { name: 'Harbor' },
  group: {
    id: '01JG',
    name: 'Tuesday circle',
    kind: 'recovery',
    realm: 'recovery',
    who_may_attend: 'Anyone.',
    camera_rule: 'optional',
    cross_talk: 'none',
    access: 'closed',
    court_notice: '',
    proof: true,
    language: 'en',
    passes: false,
  },
  meeting: {
    id: '01JD',
    starts_at: '2026-11-24T19:00:00Z',
    ends_at: '2026-11-24T20:00:00Z',
    doors_open_at: '2026-11-24T18:45:00Z',
    status: 'scheduled',
    extra: false,
  },
  agreement: { version: 3, hash: 'abc', clauses: [{ title: 'Private', text: 'What we hear stays here.' }] },
  role: 'participant',
  suggestions: ['Blue Heron', 'Quiet Fern', 'Soft Field'],
  observer: false,
  removed: false,
  pass: false,
  now: '2026-11-24T19:05:00Z',
  lines: [{ kind: 'crisis', name: '988', call: '988' }],
}

type Answer = { readonly status: number; readonly body: object }
const problem = (status: number, p: Partial<Problem>): Answer => ({ status, body: { sentence: 'No.', ...p } })

let meeting: Meeting
let visit: Visit
/** What the server answers, by path; and what it was asked. */
let answers: Record<string, Answer>
let answerEntrance: ((invite: string) => Answer) | undefined
let asked: { readonly path: string; readonly body: unknown }[]

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T19:05:00Z') })
  vi.stubGlobal('navigator', { languages: ['en-US'] })
  asked = []
  answerEntrance = undefined
  answers = { entrance: { status: 200, body: page }, acceptances: { status: 201, body: { id: '01JE' } } }
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/', '')
    const given = JSON.parse(String(init.body))
    asked.push({ path, body: given })
    const own = path === 'entrance' ? answerEntrance?.(given.invite) : undefined
    const { status, body } = own ?? answers[path] ?? problem(404, { kind: 'not_found' })
    return new Response(JSON.stringify(body), { status })
  })
  meeting = new Meeting()
})

afterEach(() => {
  visit.close()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function stubStorage(): void {
  const stored = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => stored.get(k) ?? null,
    setItem: (k: string, v: string) => stored.set(k, v),
    removeItem: (k: string) => stored.delete(k),
  })
}

async function arrive(change: Partial<Entrance> = {}): Promise<void> {
  answers.entrance = { status: 200, body: { ...page, ...change } }
  visit = new Visit({ invite: 'q8Z' }, meeting.call)
  await pass(0)
}

async function agree(): Promise<void> {
  visit.named()
  visit.checked()
  await visit.agree()
  await pass(100)
}

describe('from the link to the door', () => {
  test('three presses lead to the door, with the name and the acceptance of this visit', async () => {
    await arrive()
    expect(visit.step).toBe('about')
    expect(visit.name).toBe('Blue Heron')
    visit.named()
    expect(visit.step).toBe('check')
    visit.checked()
    expect(visit.step).toBe('agreements')
    await visit.agree()
    await pass(100)
    expect(visit.live.phase).toEqual({ at: 'waiting', sentBack: false })
    expect(asked.at(-1)).toEqual({
      path: 'acceptances',
      body: { invite: 'q8Z', meeting: '01JD', version: 3, hash: 'abc', pseudonym: 'Blue Heron' },
    })
    expect(meeting.server.commands.find((c) => c.type === 'enter')).toMatchObject({
      invite: 'q8Z',
      meeting: '01JD',
      name: 'Blue Heron',
      acceptance: '01JE',
    })
  })

  test('what looks like a full name is asked about once, before anybody sees it', async () => {
    await arrive()
    visit.name = 'John Smith'
    visit.named()
    expect(visit.step).toBe('about')
    expect(visit.nameDoubt).toEqual({ name: 'John Smith', enough: 'John' })
    visit.named()
    expect(visit.step).toBe('check')
    visit.back()
    visit.name = 'Dr. Susan Miller'
    visit.named()
    visit.shorten()
    expect(visit.name).toBe('Susan')
    expect(visit.step).toBe('check')
  })

  test('who practises goes in by a name alone, without agreements', async () => {
    visit = new Visit({ meeting: 'practice' }, meeting.call)
    await pass(0)
    expect(visit.title).toBe('Practice room')
    visit.named()
    visit.checked()
    await pass(100)
    expect(asked.map((a) => a.path)).toEqual(['entrance'])
    expect(meeting.server.commands.find((c) => c.type === 'enter')).toMatchObject({
      meeting: 'practice',
      name: 'Blue Heron',
    })
  })

  test('a pass of the group that the device keeps takes the place of the link', async () => {
    stubStorage()
    await keepPass('01JG', 'pass:q9', '2027-02-22T00:00:00Z', new Date())
    await arrive({ group: { ...page.group, passes: true }, pass: true })
    await vi.waitFor(() => expect(visit.step).toBe('about')) // hashing takes real time
    expect(asked.map((a) => a.body)).toEqual([{ invite: 'q8Z' }, { invite: 'pass:q9' }])
    await agree()
    expect(meeting.server.commands.find((c) => c.type === 'enter')).toMatchObject({ invite: 'pass:q9' })
  })

  test('a pass that has ended is forgotten, and the link leads to the door', async () => {
    stubStorage()
    await keepPass('01JG', 'pass:q9', '2027-02-22T00:00:00Z', new Date())
    const fine = { status: 200, body: { ...page, group: { ...page.group, passes: true } } }
    answerEntrance = (invite) => (invite === 'q8Z' ? fine : problem(404, { kind: 'not_found', reason: 'no_invite' }))
    visit = new Visit({ invite: 'q8Z' }, meeting.call)
    await vi.waitFor(() => expect(visit.step).toBe('about'))
    expect(visit.way).toEqual({ invite: 'q8Z' })
    expect(keptPasses(new Date())).toEqual([])
  })

  test('staff go in by their meeting, without name or agreements', async () => {
    answers.entrance = { status: 200, body: { ...page, role: 'facilitator', name: 'Ana', suggestions: [] } }
    visit = new Visit({ meeting: '01JD' }, meeting.call)
    await pass(0)
    visit.enter()
    await pass(100)
    expect(asked.map((a) => a.path)).toEqual(['entrance'])
    expect(meeting.server.commands.find((c) => c.type === 'enter')).toMatchObject({ meeting: '01JD' })
  })

  test('who does not agree leaves nothing behind', async () => {
    await arrive()
    visit.named()
    visit.checked()
    visit.disagree()
    await pass(1000)
    expect(asked.map((a) => a.path)).toEqual(['entrance'])
    expect(meeting.browser.sockets).toEqual([])
    expect(visit.step).toBe('disagreed')
  })

  test('a name that tells too much is asked for again at its field', async () => {
    await arrive()
    visit.name = 'heron@example.org'
    answers.acceptances = problem(422, { kind: 'invalid', reason: 'name_reveals', field: 'pseudonym' })
    await agree()
    expect(visit.step).toBe('about')
    expect(visit.nameFault).toMatch(/nobody can find you/)
  })

  test('another name at the door needs no second reading of the agreements', async () => {
    await arrive()
    meeting.server.refuses.set('enter', { kind: 'conflict', reason: 'name_taken', sentence: '' })
    await agree()
    expect(visit.step).toBe('about')
    meeting.server.refuses.clear()
    visit.name = 'Crane'
    visit.named()
    await pass(100)
    expect(visit.live.phase.at).toBe('waiting')
    expect(asked.at(-1)?.body).toMatchObject({ pseudonym: 'Crane' })
  })

  test('an empty name or one too long is not sent', async () => {
    await arrive()
    for (const name of ['  ', 'x'.repeat(41)]) {
      visit.name = name
      visit.nameFault = ''
      visit.named()
      expect(visit.step).toBe('about')
      expect(visit.nameFault).not.toBe('')
    }
  })

  test('agreements that changed meanwhile are shown again, and say why', async () => {
    await arrive()
    answers.acceptances = problem(409, { kind: 'conflict', reason: 'agreement_changed' })
    answers.entrance = { status: 200, body: { ...page, agreement: { ...page.agreement, version: 4 } } }
    await agree()
    expect(visit.step).toBe('agreements')
    expect(visit.entrance?.agreement.version).toBe(4)
    expect(visit.agreementNote).not.toBe('')
  })

  test('a link that no longer holds has its page', async () => {
    answers.entrance = problem(410, { kind: 'gone', reason: 'invite_revoked' })
    visit = new Visit({ invite: 'q8Z' }, meeting.call)
    await pass(0)
    expect(visit.step).toBe('unreachable')
    expect(visit.failure?.reason).toBe('invite_revoked')
  })
})

describe('waiting where it helps', () => {
  test('doors that open later are tried when they do, not before', async () => {
    await arrive({ meeting: { ...page.meeting, doors_open_at: '2026-12-24T19:05:00Z' } })
    meeting.server.refuses.set('enter', { kind: 'conflict', reason: 'doors_closed', sentence: '' })
    await agree()
    expect(visit.live.phase.at).toBe('refused')
    await pass(30 * 24 * 3_600_000 - 120_000)
    expect(meeting.server.count('enter')).toBe(1)
    meeting.server.refuses.clear()
    await pass(240_000)
    expect(visit.live.phase.at).toBe('waiting')
  })

  test('a full room is asked again after a minute', async () => {
    await arrive()
    meeting.server.refuses.set('enter', { kind: 'full', reason: 'room_full', sentence: '' })
    await agree()
    expect(visit.live.phase.at).toBe('refused')
    meeting.server.refuses.clear()
    await pass(61_000)
    expect(visit.live.phase.at).toBe('waiting')
  })

  test('a removed person hears that it was undone, and stands at the door again by a press', async () => {
    await arrive()
    await agree()
    meeting.server.end(4003, { type: 'you.removed', reason: 'unkind' })
    await pass(100)
    expect(visit.live.phase).toEqual({ at: 'removed', reason: 'unkind' })
    answers.entrance = { status: 200, body: { ...page, removed: true } }
    await pass(60_000)
    expect(visit.forgiven).toBe(false)
    answers.entrance = { status: 200, body: page }
    await pass(15_000)
    expect(visit.forgiven).toBe(true)
    expect(visit.live.phase.at).toBe('removed')
    visit.comeAgain()
    await pass(100)
    expect(visit.live.phase.at).toBe('waiting')
  })

  test('a removed person who opens the link anew gets no further than the page that says so', async () => {
    await arrive({ removed: true })
    expect(visit.step).toBe('removed')
    answers.entrance = { status: 200, body: page }
    await pass(15_000)
    expect(visit.forgiven).toBe(true)
    visit.comeAgain()
    await pass(0)
    expect(visit.step).toBe('about')
  })
})

describe('coming back', () => {
  test('a reload goes on at the door, without asking for anything again', async () => {
    await arrive()
    await agree()
    const reloaded = new Visit({ invite: 'q8Z' }, new Call(meeting.browser))
    expect(reloaded.step).toBe('inside')
    await pass(200)
    expect(reloaded.live.phase.at).toBe('waiting')
    expect(asked.map((a) => a.path)).toEqual(['entrance', 'acceptances', 'entrance'])
    reloaded.close()
  })

  test('a place that is gone leads to the entrance, not to a dead end', async () => {
    await arrive()
    await agree()
    meeting.server.end(4001)
    await pass(100)
    expect(visit.live.phase.at).toBe('lost')
    visit.takeBack()
    await pass(200)
    expect(visit.live.phase.at).toBe('waiting')
  })

  test('who left comes back to the door with one press', async () => {
    await arrive()
    await agree()
    visit.call.leave()
    await pass(100)
    expect(visit.live.phase.at).toBe('left')
    visit.enter()
    await pass(100)
    expect(visit.live.phase.at).toBe('waiting')
    expect(meeting.server.count('enter')).toBe(2)
  })
})
