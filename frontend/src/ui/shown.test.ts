/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const frontend = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, frontend), 'utf8')
const find = (folder: string, end: string): string[] =>
  readdirSync(new URL(folder, frontend), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(end))
    .map((path) => `${folder}/${path}`)

test('the component page shows each component', () => {
  const page = find('design', '.svelte').map(read).join('\n')
  const missing = find('src/ui', '.svelte').filter((path) => !page.includes(`from '../${path}'`))
  expect(missing).toEqual([])
})

/** Colours of the system that are made to be read on each other. */
const pairs: Readonly<Record<string, string>> = {
  Highlight: 'HighlightText',
  Canvas: 'CanvasText',
  ButtonFace: 'ButtonText',
}

test('where forced colours are set aside, what is read and what it stands on are a pair of the system', () => {
  const blocks = [...find('src', '.svelte'), 'src/app.css'].flatMap((path) =>
    [...read(path).matchAll(/\{([^{}]*forced-color-adjust: none;[^{}]*)\}/g)].map(([, block = '']) => ({
      path,
      on: /background: (\w+);/.exec(block)?.[1] ?? '',
      text: /(?<![-\w])color: (\w+);/.exec(block)?.[1] ?? '',
    })),
  )
  expect(blocks.length).toBeGreaterThan(0)
  expect(blocks.filter(({ on, text }) => pairs[on] !== text)).toEqual([])
})

test('what is chosen without a sign of the browser is not told by a shadow alone, which forced colours take away', () => {
  const bare = find('src', '.svelte').filter((path) => {
    const text = read(path)
    return (
      /:has\(:checked\) \{[^}]*box-shadow/.test(text) &&
      /opacity: 0;/.test(text) &&
      !text.includes('(forced-colors: active)')
    )
  })
  expect(bare).toEqual([])
})
