import { beforeAll, expect, test, vi } from 'vitest'
import type { RosterEntry } from '../../generated/api'
import { dayHere } from '../../state/days'
import { byDay, clashOf, dayLabel, isGap } from './plan'

beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-US'] }))

function entry(
  id: string,
  starts: string,
  ends: string,
  leads: readonly string[] = [],
  status = 'scheduled',
): RosterEntry {
  return {
    group: `group-${id}`,
    group_name: `Group ${id}`,
    gap: status === 'scheduled' && leads.length === 0,
    leads: leads.map((name) => ({ id: name, name })),
    meeting: {
      id,
      starts_at: starts,
      ends_at: ends,
      doors_open_at: starts,
      status: status as 'scheduled',
      extra: false,
    },
  }
}

const evening = entry('a', '2026-11-24T19:00:00Z', '2026-11-24T20:00:00Z', ['ana'])
const later = entry('b', '2026-11-24T20:00:00Z', '2026-11-24T21:00:00Z', ['ana'])
const over = entry('c', '2026-11-24T19:30:00Z', '2026-11-24T20:30:00Z')
const now = new Date('2026-11-24T12:00:00Z')

test('one person leads one meeting at a time', () => {
  const all = [evening, later, over]
  expect(clashOf(over, 'ana', all)).toBe(evening)
  expect(clashOf(later, 'ana', all)).toBeUndefined() // one ends as the other begins
  expect(clashOf(over, 'ben', all)).toBeUndefined()
  const off = { ...evening, meeting: { ...evening.meeting, status: 'cancelled' as const } }
  expect(clashOf(over, 'ana', [off])).toBeUndefined()
})

test('a gap is one only while somebody can still be found', () => {
  expect(isGap(over, now)).toBe(true)
  expect(isGap(over, new Date('2026-11-24T20:30:00Z'))).toBe(false)
  expect(isGap(evening, now)).toBe(false)
})

test('a day says what is planned and what is missing', () => {
  const day = dayHere(evening.meeting.starts_at)
  const plan = byDay([evening, over], [{ date: '2026-11-26', name: 'Thanksgiving' }])
  expect(dayLabel(day, plan.get(day), now)).toMatch(/2 meetings\. 1 has nobody to lead it$/)
  expect(dayLabel('2026-11-26', plan.get('2026-11-26'), now)).toBe('Thursday, November 26. Thanksgiving. No meeting')
  expect(dayLabel('2026-11-27', plan.get('2026-11-27'), now)).toBe('Friday, November 27. No meeting')
})
