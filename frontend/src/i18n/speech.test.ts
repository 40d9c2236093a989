import { expect, test, vi } from 'vitest'

test('two parts of a page that ask for all words at once both wait for them', async () => {
  vi.resetModules() // as a page is that has read its first words alone
  const { speech, t } = await import('./i18n.svelte')
  void speech.all()
  await speech.all()
  expect(t('practice.title')).toBe('Practice room')
})
