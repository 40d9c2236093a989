import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { chunkWith, withImports } from './chunks.ts'

/** What a page may need before it works: the modules it is made of, and how much script that may be, in bytes of gzip. */
export interface Budget {
  readonly page: string
  /** Ends of the paths of the modules that load it, one after the other. */
  readonly modules: readonly string[]
  readonly bytes: number
}

/** Fails the build when a page needs more script than it may. */
export function budget(budgets: readonly Budget[]): Plugin {
  return {
    name: 'warmroom:budget',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const { page, modules, bytes } of budgets) {
          const needed = modules
            .map((module) => chunkWith(bundle, module))
            .flatMap((chunk) => withImports(bundle, chunk))
          const size = [...new Set(needed)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0)
          const text = `${page}: ${(size / 1000).toFixed(1)} of ${bytes / 1000} kB of script`
          if (size > bytes) this.error(`too much script. ${text}`)
          this.info(text)
        }
      },
    },
  }
}
