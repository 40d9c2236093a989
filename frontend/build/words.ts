import type { Plugin } from 'vite'
import { en } from '../src/i18n/en.ts'
import { es } from '../src/i18n/es.ts'

/** Fails the build when a language lacks words that another one has. */
export function words(): Plugin {
  return {
    name: 'warmroom:words',
    apply: 'build',
    buildStart() {
      const missing = Object.keys(en).filter((key) => !Object.hasOwn(es, key))
      const left = Object.keys(es).filter((key) => !Object.hasOwn(en, key))
      if (missing.length + left.length > 0) {
        this.error(`words that Spanish lacks: ${missing.join(', ')}; that English lacks: ${left.join(', ')}`)
      }
    },
  }
}
