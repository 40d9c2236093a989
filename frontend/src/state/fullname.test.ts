import { expect, test } from 'vitest'
import { enoughOf } from './fullname'

test.each([
  ['John Smith', 'John'],
  ['  María  García López ', 'María'],
  ['Ana Ruiz-Ortega', 'Ana'],
  ['Mary Anne O’Neill', 'Mary'],
  ['Smith, John', 'John'],
  ['Dr. Susan Miller', 'Susan'],
  ['Mrs Featherstone', ''],
  ['José De La Cruz', 'José'],
])('%s looks like a full name, and %s is enough', (name, enough) => {
  expect(enoughOf(name)).toBe(enough)
})

test.each([
  'Blue Heron',
  'Quiet Fern',
  'John',
  'John S',
  'John S.',
  'Mary Anne',
  'Maria from Tuesday',
  'Ana and Ben',
  'Rosa azul',
  'Sky Walker',
  'Don',
  '',
  '李 小龍',
])('%s does not', (name) => {
  expect(enoughOf(name)).toBeUndefined()
})
