import { expect, test } from 'vitest'
import { person } from '../../call/fakes/events'
import { troubleOf } from './connection'

test('who is not there goes before how well they are', () => {
  expect(troubleOf(person('ana'))).toBeUndefined()
  expect(troubleOf(person('ana', { quality: 'fair' }))).toBe('tile.quality.fair')
  expect(troubleOf(person('ana', { quality: 'poor' }))).toBe('tile.quality.poor')
  expect(troubleOf(person('ana', { quality: 'poor', link: 'reconnecting' }))).toBe('tile.reconnecting')
})
