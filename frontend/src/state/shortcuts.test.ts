import { expect, test } from 'vitest'
import { type Pressed, shortcutOf, shortcuts } from './shortcuts.svelte'

const plain: Pressed = { key: 'm', ctrlKey: false, altKey: false, metaKey: false, repeat: false, elsewhere: false }

test('a key alone is a shortcut, whatever the shift key does', () => {
  expect(shortcutOf(plain)).toBe('m')
  expect(shortcutOf({ ...plain, key: 'M' })).toBe('m')
  expect(shortcutOf({ ...plain, key: '?' })).toBe('?')
})

test.each(['ctrlKey', 'altKey', 'metaKey', 'repeat', 'elsewhere'] as const)('with %s it is not ours', (what) => {
  expect(shortcutOf({ ...plain, [what]: true })).toBeUndefined()
})

test('other keys are left alone, and no key does two things', () => {
  for (const key of ['Enter', ' ', 'Escape', 'x', 'Tab', '1']) expect(shortcutOf({ ...plain, key })).toBeUndefined()
  const all = [...shortcuts.everyone, ...shortcuts.leads]
  expect(new Set(all).size).toBe(all.length)
})
