import { type Plugin, runnerImport } from 'vite'

type Words = Readonly<Record<string, unknown>>

/** The words of a language, as the app has them. */
async function wordsOf(language: 'en' | 'es'): Promise<Words> {
  const { module } = await runnerImport<Record<string, Words>>(
    new URL(`../src/i18n/${language}.ts`, import.meta.url).pathname,
  )
  return module[language] ?? {}
}

/** Fails the build when a language lacks words that another one has. */
export function words(): Plugin {
  return {
    name: 'warmroom:words',
    apply: 'build',
    async buildStart() {
      const [en, es] = await Promise.all([wordsOf('en'), wordsOf('es')])
      const missing = Object.keys(en).filter((key) => !Object.hasOwn(es, key))
      const left = Object.keys(es).filter((key) => !Object.hasOwn(en, key))
      if (missing.length + left.length > 0 || Object.keys(en).length === 0) {
        this.error(`words that Spanish lacks: ${missing.join(', ')}; that English lacks: ${left.join(', ')}`)
      }
    },
  }
}
