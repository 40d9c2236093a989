/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { en } from './en'
import { first as english } from './en/first'
import { first as spanish } from './es/first'

const src = fileURLToPath(new URL('..', import.meta.url))

/** Sentences of refusals, which nobody meets before all words are there. */
const later = resolve(src, 'state/wording.ts')

/** The files that a module can't run without. */
function needs(file: string, seen: Set<string>): Set<string> {
  if (file === later || seen.has(file)) return seen
  seen.add(file)
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^\s*import (?!type )[^(]*?from '(\.[^']+)'/gm)) {
    const path = resolve(dirname(file), from)
    const found = [path, `${path}.ts`].find((p) => /\.(ts|svelte)$/.test(p) && existsSync(p))
    if (found) needs(found, seen)
  }
  return seen
}

const roots = ['App.svelte', 'pages/Home.svelte', 'pages/Meeting.svelte']
const files = roots.reduce((seen, root) => needs(resolve(src, root), seen), new Set<string>())

/** What a file says: keys as they stand, and beginnings of keys that are put together. */
const saidIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*['`]([^'`$]+)/g)].map(([, key = '']) => key)

test('the first pages say only what is in the first words', () => {
  const said = [...files].flatMap(saidIn)
  const keys = Object.keys(en).filter((key) => said.some((s) => key === s || (s.endsWith('.') && key.startsWith(s))))
  expect(files.size).toBeGreaterThan(30)
  expect(keys.length).toBeGreaterThan(40)
  expect(keys.filter((key) => !(key in english))).toEqual([])
})

test('the first words are the same in both languages', () => {
  expect(Object.keys(spanish).sort()).toEqual(Object.keys(english).sort())
})
