import { defineConfig } from '@playwright/test'

// Browsers are started by the tests themselves (e2e/browsers.ts): Debian's own,
// one at a time, against a server of each test's own.
export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
  reporter: [['list']],
  projects: [
    { name: 'loopback', testIgnore: 'ordinary-interface.spec.ts' },
    { name: 'lan', testMatch: 'ordinary-interface.spec.ts' },
    { name: 'figures', testMatch: '*.figures.ts' },
    { name: 'pictures', testMatch: '*.pictures.ts' },
  ],
})
