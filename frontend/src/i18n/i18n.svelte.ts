import { keep } from '../state/storage'
import type { en } from './en'
import { first } from './en/first'
import { type Language, languageHere } from './languages'

/** Languages whose lines run from right to left. None has words here yet; the styles are ready for them. */
const rightToLeft: readonly string[] = ['ar', 'fa', 'he', 'ur']

export type Key = keyof typeof en
type Plural = { readonly one: string; readonly other: string }
type Named<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Named<Rest> : never
type ValueOf<M> = M extends { readonly other: infer S } ? Named<S> : Named<M>
type Values<K extends Key> = [ValueOf<(typeof en)[K]>] extends [never]
  ? []
  : [values: Readonly<Record<ValueOf<(typeof en)[K]>, string | number>>]

/** A whole set of words: a translation that lacks a key does not compile. */
export type Words = { readonly [K in Key]: (typeof en)[K] extends string ? string : Plural }

/** Where the words are: of the first pages, and of all. */
const books = {
  en: { first: async () => first as Partial<Words>, all: async (): Promise<Words> => (await import('./en')).en },
  es: {
    first: async (): Promise<Partial<Words>> => (await import('./es/first')).first,
    all: async () => (await import('./es')).es,
  },
} as const

class Speech {
  language = $state<Language>('en')
  /** Complete once "all" has come; a test holds that the first pages say nothing else before (first.test.ts). */
  words = $state.raw<Words>(first as Partial<Words> as Words)
  #all: Promise<void> | undefined
  /** The person's own variant of the language, for dates and numbers ("en-GB"). */
  readonly locale = $derived(navigator.languages.find((l) => l.startsWith(this.language)) ?? this.language)
  readonly #plurals = $derived(new Intl.PluralRules(this.language))

  /** Speaks a language from now on. */
  async speak(language: Language): Promise<void> {
    this.words = (await books[language][this.#all ? 'all' : 'first']()) as Words
    this.language = language
  }

  /** The same, and the whole tab with it, also after a reload. */
  async use(language: Language): Promise<void> {
    await this.speak(language)
    document.documentElement.lang = language
    document.documentElement.dir = rightToLeft.includes(language) ? 'rtl' : 'ltr'
    keep('language', language)
  }

  /** Fetches what pages beyond the first say. Whoever asks meanwhile waits for the same words; a failure is forgotten. */
  all(): Promise<void> {
    this.#all ??= this.#fetchAll().catch((cause: unknown) => {
      this.#all = undefined
      throw cause
    })
    return this.#all
  }

  async #fetchAll(): Promise<void> {
    const { language } = this
    const words = await books[language].all()
    if (language === this.language) this.words = words
  }

  form(count: number): keyof Plural {
    return this.#plurals.select(count) === 'one' ? 'one' : 'other'
  }
}

export const speech = new Speech()

export const chooseLanguage = (): Promise<void> => speech.use(languageHere())

/** The words of a key, with its {values} filled in; "count" chooses the plural form. */
export function t<K extends Key>(key: K, ...[values]: Values<K>): string {
  const message: string | Plural = speech.words[key]
  const given: Readonly<Record<string, string | number>> = values ?? {}
  const text = typeof message === 'string' ? message : message[speech.form(Number(given.count))]
  const said = text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = given[name]
    return typeof value === 'number' ? value.toLocaleString(speech.locale) : (value ?? whole)
  })
  return speech.language === 'es' ? said.replace(/\blas (?=0?1:)/g, 'la ') : said // one o'clock is one hour
}
