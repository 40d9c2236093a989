import { expect, test } from 'vitest'
import type { Invite, Meeting } from '../../generated/api'
import { expiry, holds, usesLeft } from './links'

const now = new Date('2026-11-24T19:05:00Z')
const invite: Invite = {
  id: '1',
  kind: 'shared',
  label: 'flyer',
  observer: false,
  max_uses: 0,
  uses: 0,
  created_at: '2026-11-20T10:00:00Z',
}
const meeting: Meeting = {
  id: 'tuesday',
  starts_at: '2026-11-24T19:00:00Z',
  ends_at: '2026-11-24T20:00:00Z',
  doors_open_at: '2026-11-24T18:45:00Z',
  status: 'scheduled',
  extra: false,
}

test('a link holds until it is taken back, runs out, or its meeting is over', () => {
  expect(holds(invite, [], now)).toBe(true)
  expect(holds({ ...invite, revoked_at: '2026-11-24T19:00:00Z' }, [], now)).toBe(false)
  expect(holds({ ...invite, expires_at: '2026-11-24T19:05:00Z' }, [], now)).toBe(false)
  expect(holds({ ...invite, expires_at: '2026-11-24T19:06:00Z' }, [], now)).toBe(true)
  expect(holds({ ...invite, meeting: 'tuesday' }, [meeting], now)).toBe(true)
  expect(holds({ ...invite, meeting: 'tuesday' }, [{ ...meeting, status: 'cancelled' }], now)).toBe(false)
  expect(holds({ ...invite, meeting: 'monday' }, [meeting], now)).toBe(false)
})

test('uses are counted only where they are limited', () => {
  expect(usesLeft(invite)).toBeUndefined()
  expect(usesLeft({ ...invite, max_uses: 3, uses: 1 })).toBe(2)
  expect(usesLeft({ ...invite, max_uses: 3, uses: 3 })).toBe(0)
})

test('so many days from now, or never', () => {
  expect(expiry(0, now)).toBeUndefined()
  expect(expiry(7, now)).toBe('2026-12-01T19:05:00.000Z')
})
