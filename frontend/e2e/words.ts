// The words of the interface in either language, by their keys, so that a test can ask for names in the language of its page.
import { en } from '../src/i18n/en'
import { es } from '../src/i18n/es'

export type Language = 'en' | 'es'
export type Key = keyof typeof en

/** Says what the interface says; "count" chooses the plural form. */
export type Say = (key: Key, values?: Readonly<Record<string, string | number>>) => string

export function words(language: Language): Say {
  return (key, values = {}) => {
    const message: string | { readonly one: string; readonly other: string } = { en, es }[language][key]
    const text = typeof message === 'string' ? message : values.count === 1 ? message.one : message.other
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
