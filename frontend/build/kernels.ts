import { readFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'
import type { Plugin } from 'vite'

const source = 'kernels.ts'

/**
 * Makes WebAssembly of kernels/kernels.ts, as bytes in the script that
 * imports virtual:kernels: they are fewer than a request is worth.
 */
export function kernels(): Plugin {
  const id = 'virtual:kernels'
  const file = new URL(`../kernels/${source}`, import.meta.url).pathname
  return {
    name: 'warmroom:kernels',
    resolveId: (wanted) => (wanted === id ? `\0${id}` : undefined),
    async load(wanted) {
      if (wanted !== `\0${id}`) return undefined
      this.addWatchFile(file)
      const base64 = Buffer.from(await compile(await readFile(file, 'utf8'))).toString('base64')
      return `export const kernels = Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0))`
    },
  }
}

async function compile(text: string): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined
  const { error, stderr } = await asc.main(
    [source, '--outFile', 'out.wasm', '-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
    {
      readFile: (name: string) => (name === source ? text : null),
      writeFile: (name: string, content: string | Uint8Array) => {
        if (name === 'out.wasm' && typeof content !== 'string') wasm = content
      },
      listFiles: () => [],
    },
  )
  if (error || !wasm) throw new Error(`the kernels do not compile: ${error?.message}\n${stderr.toString()}`)
  return wasm
}
