import { expect, test } from 'vitest'
import type { Group } from '../generated/api'
import { GroupDraft, slugOf } from './groupdraft.svelte'
import { ScheduleDraft } from './scheduledraft.svelte'

const circle: Group = {
  id: 'circle',
  kind: 'recovery',
  realm: 'recovery',
  slug: 'evening-circle',
  name: 'Evening Circle',
  who_may_attend: 'Anyone.',
  camera_rule: 'optional',
  cross_talk: 'none',
  language: 'en',
  capacity: 25,
  region: '',
  doors_open_minutes: 15,
  passes: false,
  proof: false,
  access: 'open',
  court_notice: '',
  visibility: 'public',
  open_door: true,
  types: ['BE', 'D'],
  place: { area: 'New Haven, CT, USA', address: '', venue: '', notes: '' },
  phone: '+12025550143',
  zone: 'America/New_York',
  version: 3,
  role: 'manager',
}

test('a name suggests an address', () => {
  expect(slugOf('  Círculo de la Tarde!  ')).toBe('circulo-de-la-tarde')
  expect(slugOf('Hope & Coffee @ 7')).toBe('hope-coffee-7')
})

test('a group that nobody changed is sent as it was read', () => {
  const { id, realm, role, zone, version, passes, region, ...settings } = circle // passes are set where links are, the region where lines are
  expect(new GroupDraft(circle).change(3)).toEqual({ ...settings, version: 3 })
})

test('a group stays on its side, and hidden groups have no door to walk up to', () => {
  expect(new GroupDraft(circle).kinds).not.toContain('family')
  expect(new GroupDraft({ ...circle, kind: 'family', realm: 'family' }).kinds).toEqual(['family'])
  const draft = new GroupDraft(circle)
  draft.visibility = 'private'
  expect(draft.settings.open_door).toBe(false)
})

test('a schedule is read, changed and sent; a rule of another making stays until it is replaced', () => {
  const now = new Date('2026-11-24T12:00:00Z')
  const plan = {
    id: 's',
    start: '2026-11-24T19:00',
    zone: 'America/New_York',
    rule: 'FREQ=WEEKLY;BYDAY=TU',
    duration_minutes: 60,
  }
  const draft = new ScheduleDraft(plan, now)
  draft.days = [2, 4]
  expect(draft.settings).toEqual({
    start: '2026-11-24T19:00',
    zone: 'America/New_York',
    rule: 'FREQ=WEEKLY;BYDAY=TU,TH',
    duration_minutes: 60,
  })
  draft.days = []
  expect(draft.whole).toBe(false)
  const other = new ScheduleDraft({ ...plan, rule: 'FREQ=DAILY;INTERVAL=2' }, now)
  expect(other.settings.rule).toBe('FREQ=DAILY;INTERVAL=2')
  other.rule = ''
  expect(other.settings.rule).toBe('FREQ=WEEKLY;BYDAY=TU')
})
