import { expect, test } from 'vitest'
import { en } from './en'
import { es } from './es'

const texts = (message: string | { one: string; other: string }): string[] =>
  typeof message === 'string' ? [message] : [message.one, message.other]

const values = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

const keys = Object.keys(en) as (keyof typeof en)[]

test('a translation uses the same values as the English text', () => {
  const off = keys.filter((key) =>
    texts(es[key]).some((text, i) => values(text).join() !== values(texts(en[key])[i] ?? '').join()),
  )
  expect(off).toEqual([])
})

test('no text is empty', () => {
  expect(keys.filter((key) => [...texts(en[key]), ...texts(es[key])].some((text) => !text.trim()))).toEqual([])
})

/** Words that people in recovery asked services not to use. */
const unkind =
  /\b(addict|abuser?|user|junkie|alcoholic|clean|dirty|relapse|kick(ed)?|ban(ned)?|boot(ed)?|violat\w*|offender|client|inmate|defendant|non-?compliant|no-show|are you sure|usuario|adicto|expuls\w*|infracci\w*|cliente)\b/i

test('no text uses a word that hurts', () => {
  expect(keys.filter((key) => [...texts(en[key]), ...texts(es[key])].some((text) => unkind.test(text)))).toEqual([])
})

/** Flesch-Kincaid grade, with syllables counted as groups of vowels. */
function grade(text: string): number {
  const sentences = Math.max(1, (text.match(/[.!?:]+(\s|$)/g) ?? []).length)
  const words = text.match(/[a-z’']+/gi) ?? []
  const syllables = words.reduce((sum, word) => {
    const groups = word
      .toLowerCase()
      .replace(/e$/, '')
      .match(/[aeiouy]+/g)
    return sum + Math.max(1, groups?.length ?? 0)
  }, 0)
  return 0.39 * (words.length / sentences) + 11.8 * (syllables / Math.max(1, words.length)) - 15.59
}

/** The pages that participants read as a whole, without one-word controls. */
const pages = [
  'home.',
  'entrance.',
  'name.',
  'check.',
  'device.',
  'agree.',
  'door.',
  'ask.',
  'end.',
  'exit.',
  'practice.',
  'pass.',
  'proof.',
  'receipt',
  'letter.',
]

test('participant pages read at grade 6 or below', () => {
  const hard = pages
    .map((page) => {
      const prose = keys.filter((key) => key.startsWith(page)).flatMap((key) => texts(en[key]))
      const sentences = prose
        .filter((text) => text.split(' ').length > 4)
        .map((text) => text.replace(/\{\w+\}/g, 'Ana'))
      return [page, grade(sentences.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`)).join(' '))] as const
    })
    .filter(([, g]) => g > 6)
  expect(hard).toEqual([])
})
