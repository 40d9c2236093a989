import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { budget } from './build/budget.ts'
import { kernels } from './build/kernels.ts'
import { clean, pack } from './build/output.ts'
import { paint } from './build/paint.ts'
import { words } from './build/words.ts'

const dist = fileURLToPath(new URL('dist', import.meta.url))

/** Where `make demo` and `make dev` have the server. */
const server = 'http://127.0.0.1:8080'

const first = ['src/main.ts', 'src/pages/Meeting.svelte'] as const
const budgets = [
  { page: 'the front page', modules: ['src/main.ts', 'src/pages/Home.svelte'], bytes: 60_000 },
  { page: 'the first page of a meeting', modules: first, bytes: 60_000 },
  {
    page: 'the room',
    modules: [...first, 'src/i18n/en.ts', 'src/pages/Inside.svelte', 'src/pages/room/Room.svelte'],
    bytes: 150_000,
  },
] as const

/** What nearly every page is made of comes in one piece: twenty small ones are a fifth larger, and a request each. */
const base =
  /\/src\/((tokens|app)\.css|ui\/(Actions|Choice|Fault|Icon|Kind|LanguageChoice|LeaveNow|Mark|Page|Scene|SupportLines|Tick|focus|icons)|pages\/(Lazy|Loading)|state\/(clock|digest|fresh|leaving|offline|passes|receipts|route|storage|wording)|net\/|i18n\/(time|i18n|languages))/

/** What a call needs from its first moment, and more than one page imports. */
const call = /\/src\/(call\/(browser|devices|economy|layers|link|negotiation|sound|state|strain)\.|generated\/protocol)/

const groups = [
  { name: 'base', test: base },
  { name: 'call', test: call },
]

export default defineConfig({
  assetsInclude: ['**/*.tflite'],
  worker: { format: 'es', plugins: () => [kernels()] },
  plugins: [svelte(), kernels(), words(), budget(budgets), paint(), clean(dist), pack(dist)],
  build: {
    outDir: dist,
    emptyOutDir: false, // clean() does, and leaves what is committed
    target: 'es2022',
    // The Content-Security-Policy allows files of our own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
  server: {
    host: 'localhost',
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/i18n/every.setup.ts'],
    restoreMocks: true,
  },
})
