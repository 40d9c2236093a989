import { expect, test } from 'vitest'
import { LongList } from './longlist.svelte'

/** Entries 119 down to 0, fifty at once. */
const all = Array.from({ length: 120 }, (_, i) => ({ id: String(119 - i) }))
async function ask(before?: string): Promise<readonly { id: string }[]> {
  return all.filter((e) => !before || Number(e.id) < Number(before)).slice(0, 50)
}

test('a long list is read part by part, and again as far as it was read', async () => {
  const list = new LongList(ask)
  await list.load()
  expect([list.entries.length, list.more]).toEqual([50, true])
  await list.older()
  await list.load()
  expect([list.entries.length, list.more]).toEqual([100, true])
  await list.older()
  expect([list.entries.length, list.more]).toEqual([120, false])
  await list.load()
  expect(list.entries).toEqual(all)
  expect(list.more).toBe(false)
})
