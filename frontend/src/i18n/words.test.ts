import { expect, test, vi } from 'vitest'
import { en } from './en'
import { es } from './es'
import { speech, t } from './i18n.svelte'

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

/** The syllables of a Spanish word: two strong vowels, or a stressed weak one, stand apart. */
const silabas = (word: string): number =>
  Math.max(1, word.toLowerCase().match(/[íú]|[iuü]?[aeoáéó](?![íú])[iuü]?|[iuü]+/g)?.length ?? 0)

/** Szigriszt-Pazos reading ease of a Spanish text: 65 and above is fairly easy, as for the sixth year of school. */
function ease(text: string): number {
  const sentences = Math.max(1, (text.match(/[.!?:]+(\s|$)/g) ?? []).length)
  const words = text.match(/\p{L}+/gu) ?? []
  const syllables = words.reduce((sum, word) => sum + silabas(word), 0)
  return 206.835 - (62.3 * syllables) / Math.max(1, words.length) - words.length / sentences
}

/** What each part of the interface says in whole sentences, by the first word of its keys. */
function prose(speech: Readonly<Record<string, string | { one: string; other: string }>>): Map<string, string> {
  const parts = new Map<string, string>()
  for (const key of keys) {
    const part = key.split('.')[0] ?? ''
    const said = texts(speech[key] ?? '').filter((text) => text.split(' ').length > 4)
    const sentences = said.map((text) => text.replace(/\{\w+\}/g, 'Ana').replace(/([^.!?])$/, '$1.'))
    if (sentences.length > 0) parts.set(part, [parts.get(part) ?? '', ...sentences].join(' '))
  }
  return parts
}

test('each part of the interface reads at grade 6 or below', () => {
  const grades = [...prose(en)].map(([part, text]) => [part, grade(text)] as const)
  expect(grades.length).toBeGreaterThan(50)
  expect(grades.filter(([, g]) => g > 6)).toEqual([])
})

test('in Spanish each part is at least fairly easy to read', () => {
  expect([...prose(es)].map(([part, text]) => [part, ease(text)] as const).filter(([, e]) => e < 65)).toEqual([])
})

test('at one o’clock Spanish speaks of one hour, at any other of several', async () => {
  vi.stubGlobal('document', { documentElement: {} })
  await speech.use('es')
  expect(t('room.ends_at', { time: '1:30 p. m.' })).toBe('Termina a la 1:30 p. m.')
  expect(t('room.ends_at', { time: '11:30' })).toBe('Termina a las 11:30')
  await speech.use('en')
  vi.unstubAllGlobals()
})
