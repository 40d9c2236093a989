import { expect, test } from 'vitest'
import { deedText } from './deeds'

test('what was done is said in words, also when it was taken back, and also when it is new', () => {
  expect(deedText('mute', false)).toBe('Microphone muted')
  expect(deedText('calm_room', true)).toBe('Calm room opened again')
  expect(deedText('remove', true)).toBe('Removed from the meeting')
  expect(deedText('sing', false)).toBe('Something else')
})
