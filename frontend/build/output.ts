import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** The one file of the output folder that is committed: a fresh clone compiles without the app. */
const committed = 'placeholder.html'

/** Smaller files gain nothing by compression. */
const worthwhileBytes = 1024

const compressible = /\.(?:js|css|html|svg|json|webmanifest|txt|tflite)$/

/** Empties the output folder before a build, but for what is committed in it. */
export function clean(folder: string): Plugin {
  return {
    name: 'warmroom:clean',
    apply: 'build',
    async buildStart() {
      if (!existsSync(folder)) return
      const stale = (await readdir(folder)).filter((name) => name !== committed)
      await Promise.all(stale.map((name) => rm(join(folder, name), { recursive: true })))
    },
  }
}

/** Writes a .br and a .gz beside every file worth it, so that the server never compresses. */
export function pack(folder: string): Plugin {
  return {
    name: 'warmroom:pack',
    apply: 'build',
    async closeBundle() {
      const files = await readdir(folder, { recursive: true })
      await Promise.all(
        files
          .filter((name) => compressible.test(name) && name !== committed)
          .map((name) => packFile(join(folder, name))),
      )
    },
  }
}

async function packFile(file: string): Promise<void> {
  const plain = await readFile(file)
  if (plain.length < worthwhileBytes) return
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  await Promise.all([
    writeFile(`${file}.br`, brotliCompressSync(plain, { params: quality })),
    writeFile(`${file}.gz`, gzipSync(plain, { level: constants.Z_BEST_COMPRESSION })),
  ])
}
