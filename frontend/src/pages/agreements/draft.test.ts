import { expect, test } from 'vitest'
import type { PublishedAgreement } from '../../generated/api'
import { clausesOf, differs, draftOf, exportOf, has, moved } from './draft'

const kind = { title: 'Kind', text: 'We are kind.' }
const stays = { title: 'Private', text: 'It stays here.' }

test('a clause moves by one, and not beyond the ends', () => {
  const draft = draftOf([kind, stays, kind])
  const titles = (d: typeof draft) => d.map((c) => c.key - (draft[0]?.key ?? 0))
  expect(titles(moved(draft, 0, 1))).toEqual([1, 0, 2])
  expect(titles(moved(draft, 2, 0))).toEqual([2, 0, 1])
  expect(moved(draft, 0, -1)).toBe(draft)
  expect(moved(draft, 2, 3)).toBe(draft)
})

test('a draft differs by words and order, and not by spaces around them', () => {
  const [a, b] = draftOf([kind, stays])
  if (!a || !b) throw new Error('no draft')
  expect(differs([a, b], [kind, stays])).toBe(false)
  expect(differs([{ ...a, text: ` ${a.text} ` }, b], [kind, stays])).toBe(false)
  expect(differs([b, a], [kind, stays])).toBe(true)
  expect(differs([a], [kind, stays])).toBe(true)
  expect(clausesOf([{ ...a, title: ' Kind ' }])).toEqual([kind])
  expect(has([a], kind)).toBe(true)
  expect(has([a], stays)).toBe(false)
})

test('an export holds every version with its changes and its fingerprint', () => {
  const version = (n: number, changes: PublishedAgreement['changes']): PublishedAgreement => ({
    id: `${n}`,
    version: n,
    hash: `hash${n}`,
    published_at: '2026-11-24T19:00:00Z',
    clauses: [kind],
    changes,
    accepted: n,
  })
  const text = exportOf('Circle', [version(2, [{ kind: 'added', clause: kind }]), version(1, [])], {
    version: (v, day) => `Version ${v}, ${day}`,
    accepted: (count) => `${count} times`,
    change: (what, title) => `${what} ${title}`,
    day: (at) => at.slice(0, 10),
  })
  expect(text).toBe(
    'Circle\n\nVersion 2, 2026-11-24\n2 times\nSHA-256 hash2\n* added Kind\n\n1. Kind\n   We are kind.\n\n' +
      'Version 1, 2026-11-24\n1 times\nSHA-256 hash1\n\n1. Kind\n   We are kind.\n',
  )
})
