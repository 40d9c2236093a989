import { expect, test } from 'vitest'
import { visitor } from '../../call/fakes/events'
import { called, circled, flagsOf, needsLook } from './door'

test('people with the same name are told apart by a number', () => {
  expect(called(visitor('mike'))).toBe('MIKE')
  expect(called(visitor('mike', { number: 2 }))).toBe('MIKE 2')
  expect([circled(1), circled(2), circled(20), circled(21)]).toEqual(['①', '②', '⑳', '(21)'])
})

test('a look comes first where somebody could come in by mistake, and a newcomer is no reason for one', () => {
  expect(needsLook(visitor('heron', { newcomer: true, observer: true }))).toBe(false)
  for (const flag of ['again', 'machine', 'looks_like_removed'] as const) {
    expect(needsLook(visitor('crow', { [flag]: true }))).toBe(true)
  }
  expect(flagsOf(visitor('otter', { machine: true, newcomer: true }))).toEqual([
    'first time here',
    'may be a program that records',
  ])
})
