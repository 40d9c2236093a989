/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { countsSheet, rest } from './rest'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** What is there for programs and operators alone, and why no page asks for it. */
const withoutPage: Readonly<Record<string, string>> = {
  'GET /api/groups': 'pages get the groups of who is signed in with the session',
  'GET /api/groups/{group}/dates': 'the programme page reads the roster of all groups, which has the dates',
  'GET /api/receipts/keys': 'for who checks receipts by a program of their own; people use /verify',
  'GET /healthz': 'for what watches the server',
  'GET /readyz': 'for what watches the server',
}

/** Each operation that the API's document describes, as "GET /api/lines". */
function operations(): string[] {
  let path = ''
  return read('../../../api/openapi.yaml')
    .split('\n')
    .flatMap((line) => {
      path = /^ {2}(\/\S+):$/.exec(line)?.[1] ?? path
      const method = /^ {4}(get|put|post|patch|delete):$/.exec(line)?.[1]
      return method ? [`${method.toUpperCase()} ${path}`] : []
    })
}

afterEach(() => vi.unstubAllGlobals())

test('whatever the API can do has its place in the interface, or a reason to have none', async () => {
  const asked = [`GET ${countsSheet({ from: 'x', to: 'x' })}`]
  vi.stubGlobal('fetch', async (url: string, { method }: RequestInit) => {
    asked.push(`${method} ${url}`)
    return new Response('{}')
  })
  const calls: readonly ((...values: readonly string[]) => Promise<unknown>)[] = Object.values(rest) as never
  await Promise.all(calls.map((call) => call('x', 'x', 'x')))
  const requests = asked.map((request) => request.replace(/\?.*/, ''))
  const isAsked = (operation: string): boolean => {
    const pattern = new RegExp(`^${operation.replaceAll('.', '\\.').replace(/\{\w+\}/g, 'x')}$`)
    return requests.some((request) => pattern.test(request))
  }
  const missing = operations().filter((operation) => !isAsked(operation))
  expect(missing.sort()).toEqual(Object.keys(withoutPage).sort())
})

const sources = readdirSync(new URL('..', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path) && !/\.test\.ts$|generated|fakes/.test(path))
  .map((path) => [path, read(`../${path}`)] as const)

test('no request is written down that no page makes', () => {
  const pages = sources.filter(([path]) => !path.endsWith('rest.ts')).map(([, text]) => text)
  const unused = Object.keys(rest).filter((name) => !pages.some((text) => new RegExp(`rest\\.${name}\\b`).test(text)))
  expect(unused).toEqual([])
})

test('each command of the protocol is sent from somewhere', () => {
  const protocol = read('../generated/protocol.ts')
  const names = [...(/^export type Command =\n((?: {2}\| \w+\n)+)/m.exec(protocol)?.[1] ?? '').matchAll(/\w+/g)]
  const types = names.map(
    ([name]) => new RegExp(`^export interface ${name} \\{[^}]*?type: '([\\w.]+)'`, 'm').exec(protocol)?.[1] ?? '',
  )
  expect(types.length).toBeGreaterThan(60)
  // Reminding and warning are one piece of code.
  const built = new Set(['person.remind', 'person.warn'])
  const unsent = types.filter((type) => !built.has(type) && !sources.some(([, text]) => text.includes(`'${type}'`)))
  expect(unsent).toEqual([])
  expect(sources.some(([, text]) => text.includes('`person.$' + '{step}`'))).toBe(true)
})
