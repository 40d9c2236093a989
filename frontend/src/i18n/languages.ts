import { kept } from '../state/storage'

/** The languages of the interface, each named in itself. */
export const languages = { en: 'English', es: 'Español' } as const
export type Language = keyof typeof languages

function isLanguage(l: string | null | undefined): l is Language {
  return l === 'en' || l === 'es'
}

/** The language to speak: this tab's, else the first of the browser's that we have. */
export function languageHere(): Language {
  const asked = [kept('language'), ...navigator.languages.map((l) => l.split('-')[0])]
  return asked.find(isLanguage) ?? 'en'
}
