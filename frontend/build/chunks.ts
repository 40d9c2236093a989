import type { Rollup } from 'vite'

/** The script that holds a module, by the end of its path. */
export function chunkWith(bundle: Rollup.OutputBundle, module: string): Rollup.OutputChunk {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const found = chunks.find((chunk) => chunk.moduleIds.some((id) => id.endsWith(module)))
  if (!found) throw new Error(`no script holds ${module}`)
  return found
}

/** A script and all that it waits for. */
export function withImports(bundle: Rollup.OutputBundle, chunk: Rollup.OutputChunk): Rollup.OutputChunk[] {
  const seen = new Set([chunk])
  for (const one of seen) {
    for (const name of one.imports) {
      const file = bundle[name]
      if (file?.type === 'chunk') seen.add(file)
    }
  }
  return [...seen]
}
