import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, type Plugin, type Rollup, runnerImport } from 'vite'
import type { Language } from '../src/i18n/languages'
import type { Painted } from '../src/paint'
import { chunkWith, withImports } from './chunks.ts'

/** One page as the server sends it, and what its address is sure to need. */
interface Start {
  readonly language: Language
  /** What it shows before the app runs. */
  readonly painted: string
  /** The script that decides whether it may. */
  readonly early: string
  /** Scripts and styles, by their names in the output. */
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

/** The modules of each page, the first of which starts the app. */
const app = 'src/main.ts'
const modules = {
  index: [app],
  front: [app, 'src/pages/Home.svelte'],
  join: [app, 'src/pages/Meeting.svelte'],
} as const
const ofLanguage = { en: [], es: ['src/i18n/es/first.ts'] } as const

const source = (name: string): string => new URL(`../src/${name}`, import.meta.url).pathname

/**
 * Writes index.html once for each language and each page that begins in its own
 * way (index.front.es.html), with what the page shows before the app runs: the
 * app's own components and words, in HTML. Links tell the browser at once what
 * the app would ask for later.
 */
export function paint(): Plugin {
  return {
    name: 'warmroom:paint',
    apply: 'build',
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const { 'index.html': plain } = bundle
        if (plain?.type !== 'asset') throw new Error('there is no index.html to write anew')
        const early = this.emitFile({ type: 'asset', name: 'early.js', source: await earlyScript() })
        const { module } = await runnerImport<typeof import('../src/paint')>(source('paint.ts'), {
          plugins: [svelte({ emitCss: false })],
        })
        const html = String(plain.source)
        for (const language of ['en', 'es'] as const) {
          const pages = module.painted[language]
          for (const page of Object.keys(modules) as (keyof Painted)[]) {
            const needed = [...modules[page], ...ofLanguage[language]].map((m) => neededFor(bundle, m))
            const start: Start = {
              language,
              painted: pages[page],
              early: this.getFileName(early),
              scripts: [...new Set(needed.flatMap(({ scripts }) => scripts))],
              styles: [...new Set(needed.flatMap(({ styles }) => styles))],
            }
            lookAtStyles(start, bundle)
            const fileName = ['index', page, language, 'html']
              .filter((part, i) => i === 0 || part !== 'index')
              .join('.')
            this.emitFile({ type: 'asset', fileName, source: written(html, start) })
          }
        }
        delete bundle['index.html']
      },
    },
  }
}

/** What Vite has the page ask for. The page asks for more, in another order. */
const links = /^ *<(script type="module"|link rel="(modulepreload|stylesheet)") .*\n/gm

/** The page with all of that in its place: what has to be there before it is painted is asked for first. */
export function written(html: string, { language, painted, early, scripts, styles }: Start): string {
  const head = [
    `<script src="/${early}"></script>`,
    ...styles.map((name) => `<link rel="stylesheet" crossorigin href="/${name}">`),
    ...scripts.map((name) => `<link rel="modulepreload" crossorigin href="/${name}">`),
  ]
  const places = [
    ['<html lang="en">', `<html lang="${language}">`],
    ['  </head>', [...head.map((link) => `    ${link}`), '  </head>'].join('\n')],
    ['<div id="app"></div>', `<div id="app"><div id="painted">${painted}</div></div>`],
  ] as const
  return places.reduce(
    (text, [from, to]) => {
      if (text.split(from).length !== 2) throw new Error(`index.html is to have ${from} once`)
      return text.replace(from, () => to)
    },
    html.replace(links, ''),
  )
}

/** The scripts that a module waits for, with its own, and their styles. */
function neededFor(bundle: Rollup.OutputBundle, module: string): { scripts: string[]; styles: string[] } {
  const chunks = withImports(bundle, chunkWith(bundle, module))
  return {
    scripts: chunks.map(({ fileName }) => fileName),
    styles: chunks.toReversed().flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]), // as the app would add them
  }
}

/** Fails the build when a page is painted in clothes that do not come with it. */
function lookAtStyles({ painted, styles }: Start, bundle: Rollup.OutputBundle): void {
  const css = styles.map((name) => String((bundle[name] as Rollup.OutputAsset).source)).join()
  const bare = [...painted.matchAll(/svelte-[0-9a-z]+/g)].map(([name]) => name).filter((name) => !css.includes(name))
  if (bare.length > 0) throw new Error(`no styles for ${[...new Set(bare)].join(', ')}`)
}

/** In one piece and not a module: modules wait until the page has been read, and it may have been painted by then. */
async function earlyScript(): Promise<string> {
  const lib = { entry: source('early.ts'), formats: ['iife' as const], name: 'early' }
  const built = await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { write: false, minify: true, lib },
  })
  const [
    {
      output: [chunk],
    },
  ] = built as [Rollup.RolldownOutput]
  return chunk.code
}
