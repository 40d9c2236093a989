import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { clean, pack } from './build/output.ts'

const dist = fileURLToPath(new URL('dist', import.meta.url))

/** Where `make demo` and `make dev` have the server. */
const server = 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte(), clean(dist), pack(dist)],
  build: {
    outDir: dist,
    emptyOutDir: false, // clean() does, and leaves what is committed
    target: 'es2022',
    // The Content-Security-Policy allows files of our own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
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
    restoreMocks: true,
  },
})
