import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Refusal, refusal } from './refusal'
import { rest } from './rest'

interface Asked {
  readonly line: string
  readonly type: string | undefined
  readonly body: string
  readonly key: string | undefined
}

interface Reply {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

let server: Server
let asked: Asked[]
let reply: Reply
/** So many answers do not arrive. */
let lost: number

beforeEach(async () => {
  asked = []
  lost = 0
  reply = { status: 204 }
  server = createServer(async (request, response) => {
    asked.push({
      line: `${request.method} ${request.url}`,
      type: request.headers['content-type'],
      body: await bodyOf(request),
      key: request.headers['idempotency-key'] as string | undefined,
    })
    if (lost-- > 0) request.socket.destroy()
    else response.writeHead(reply.status, reply.headers).end(reply.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const real = fetch
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => real(`http://127.0.0.1:${port}${path}`, init))
})

afterEach(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const json = (status: number, body: object, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(body),
})

const refused = (asking: Promise<unknown>): Promise<unknown> => asking.catch((failure: unknown) => failure)

describe('asking', () => {
  test('secrets travel in the body, never in the path', async () => {
    reply = json(200, { suggestions: ['Blue Heron'] })
    expect((await rest.entrance({ invite: 'q8Z-secret' })).suggestions).toEqual(['Blue Heron'])
    await rest.signIn({ token: 'r4x-secret' })
    expect(asked).toEqual([
      { line: 'POST /api/entrance', type: 'application/json', body: '{"invite":"q8Z-secret"}' },
      { line: 'POST /api/session', type: 'application/json', body: '{"token":"r4x-secret"}' },
    ])
  })

  test('an answer without a body is nothing', async () => {
    expect(await rest.signOut()).toBeUndefined()
    expect(asked).toEqual([{ line: 'DELETE /api/session', type: undefined, body: '' }])
  })

  test('ids can not lead to another resource', async () => {
    await rest.endSession('../groups')
    expect(asked[0]?.line).toBe('DELETE /api/sessions/..%2Fgroups')
  })
})

describe('being refused', () => {
  test('comes with kind, reason, field and sentence', async () => {
    const problem = {
      kind: 'conflict',
      reason: 'agreement_changed',
      field: 'version',
      sentence: 'Please read it again.',
    }
    reply = json(409, problem)
    const failure = await refused(rest.names())
    expect(failure).toBeInstanceOf(Refusal)
    expect(failure).toMatchObject(problem)
  })

  test('because a meeting is over, it says where to go from here', async () => {
    const closing = { group_name: 'Tuesday circle', lines: [] }
    reply = json(410, { kind: 'gone', reason: 'meeting_ended', sentence: '', closing })
    expect(await refused(rest.entrance({ invite: 'q8Z' }))).toMatchObject({ kind: 'gone', closing })
  })

  test('because of too much, it says when to try again', async () => {
    reply = json(429, { kind: 'too_many', reason: 'rate', sentence: '' }, { 'Retry-After': '3' })
    expect(await refused(rest.names())).toMatchObject({ kind: 'too_many', retryMs: 3000 })
  })

  test.each([
    [502, 'unavailable'],
    [503, 'unavailable'],
    [413, 'too_large'],
    [429, 'too_many'],
    [500, 'internal'],
    [404, 'internal'],
  ])('by a proxy with %i and no words of ours: %s', async (status, kind) => {
    reply = { status, headers: { 'Content-Type': 'text/html' }, body: '<h1>no</h1>' }
    expect(await refused(rest.names())).toMatchObject({ kind, reason: '' })
  })
})

describe('not being reached', () => {
  test('is a refusal too', async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    expect(await refused(rest.names())).toMatchObject({ kind: 'unavailable', reason: 'offline' })
  })

  test('also in the middle of an answer', async () => {
    reply = { status: 200, body: '{"suggestions":["Blue' }
    expect(await refused(rest.names())).toMatchObject({ reason: 'offline' })
  })
})

test('any failure can be explained as a refusal', () => {
  const known = new Refusal('full', 'room_full', '')
  expect(refusal(known)).toBe(known)
  expect(refusal(new TypeError('a bug'))).toMatchObject({ kind: 'internal' })
})

describe('what makes something', () => {
  test('is sent again under the same key when its answer was lost', async () => {
    reply = json(201, { id: '1', link: 'https://example.org/join#t' })
    lost = 1
    const made = await rest.invite('circle', { kind: 'shared', label: 'flyer' })
    expect(made.link).toBe('https://example.org/join#t')
    expect(asked).toHaveLength(2)
    expect(asked[0]?.key).toMatch(/^[0-9a-f]{32}$/)
    expect(asked[1]).toEqual(asked[0])
    await rest.invite('circle', { kind: 'shared', label: 'flyer' })
    expect(asked[2]?.key).not.toBe(asked[0]?.key)
  })

  test('is not sent again when it was refused', async () => {
    reply = json(409, { kind: 'conflict', reason: 'slug_taken', sentence: 'Taken.' })
    expect(await refused(rest.invite('circle', { kind: 'shared', label: 'flyer' }))).toMatchObject({
      reason: 'slug_taken',
    })
    expect(asked).toHaveLength(1)
  })

  test('is given up after a while', async () => {
    lost = 9
    expect(await refused(rest.invite('circle', { kind: 'shared', label: 'flyer' }))).toMatchObject({
      reason: 'offline',
    })
    expect(asked).toHaveLength(3)
  })
})
