import { beforeAll, expect, test, vi } from 'vitest'
import { dialled, regions, weekdays, written } from './regions'

beforeAll(() => {
  vi.stubGlobal('navigator', { languages: ['en-US'] })
})

test('a number is taken as people write it', () => {
  expect(['(212) 555-0123', '+44 20 7946 0123', '988'].map(dialled)).toEqual(['2125550123', '+442079460123', '988'])
})

test('a country that is chosen stays among those to choose from', () => {
  expect(regions('PT').map((r) => r.name)).toContain('Portugal')
  expect(regions('US').filter((r) => r.code === 'US')).toEqual([{ code: 'US', name: 'United States' }])
})

test('the week begins on Monday, as the server counts', () => {
  expect(weekdays().map((d) => `${d.digit} ${d.name}`)).toEqual([
    '1 Monday',
    '2 Tuesday',
    '3 Wednesday',
    '4 Thursday',
    '5 Friday',
    '6 Saturday',
    '7 Sunday',
  ])
})

test('what is left empty is not sent, and hours only as a whole', () => {
  const line = { kind: 'warmline', name: ' Harbour ', call: '212 555 0123', text: '', hours: '', region: '' } as const
  expect(written(line, true)).toEqual({ kind: 'warmline', name: 'Harbour', call: '2125550123' })
  const open = { ...line, opens: '09:00', closes: '21:00', zone: 'America/New_York', days: '12345' }
  expect(written(open, false)).toEqual({ kind: 'warmline', name: 'Harbour', call: '2125550123' })
  expect(written(open, true)).toMatchObject({
    opens: '09:00',
    closes: '21:00',
    zone: 'America/New_York',
    days: '12345',
  })
  expect(written({ ...open, days: '1234567' }, true)).not.toHaveProperty('days')
})
