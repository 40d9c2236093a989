/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const frontend = fileURLToPath(new URL('../..', import.meta.url))
const folders = [`${frontend}src/`, `${frontend}public/`, `${frontend}../board/`]

/** The styles of a file: those of a component stand in its last part, and in attributes of its own kind. */
function stylesOf(name: string, text: string): string {
  if (!name.endsWith('.svelte')) return text
  return [...(text.match(/<style>[\s\S]*<\/style>/) ?? []), ...(text.match(/style:[a-z-]+/g) ?? [])].join('\n')
}

const styles = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|css)$/.test(name))
    .map((name) => [name, stylesOf(name, readFileSync(folder + name, 'utf8'))] as const),
)

/** Words of CSS that mean one side of the screen, where a script that runs the other way needs the other. */
const sided = [
  /(?:^|[\s;{])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-)?(?:left|right)(?:-[a-z]+)?\s*:/gm,
  /border-(?:top|bottom)-(?:left|right)-radius/g,
  /(?:text-align|float|clear|justify-content)\s*:\s*(?:left|right)/g,
  /style:(?:margin|padding)-(?:left|right)/g, // left with top is a place that was computed, and no side
]

/** Four lengths in a row of which the second and the fourth differ say the same in another way. */
function lopsided(css: string): string[] {
  const rules = [...css.matchAll(/(?:inset|margin|padding|border-width)\s*:\s*([^;{}]+);/g)]
  return rules.flatMap(([rule, value = '']) => {
    const lengths = value.match(/(?:[^\s()]+\((?:[^()]|\([^()]*\))*\)|[^\s()]+)/g) ?? []
    return lengths.length === 4 && lengths[1] !== lengths[3] ? [rule] : []
  })
}

test('no style says left or right, so that a language that runs the other way needs no styles of its own', () => {
  const found = styles.flatMap(([name, text]) =>
    [...sided.flatMap((word) => text.match(word) ?? []), ...lopsided(text)].map((rule) => `${name}: ${rule.trim()}`),
  )
  expect(styles.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

test('what is sided is found', () => {
  const bad = [
    'a { margin-left: 1px; }',
    'a { text-align: right; }',
    'a {\n  left: 0;\n}',
    'a{border-top-left-radius:0}',
  ]
  expect(bad.filter((css) => !sided.some((word) => css.match(word)))).toEqual([])
  expect(lopsided('a { padding: 1px var(--b) calc(1px + 2px) 3px; }')).toHaveLength(1)
  expect(lopsided('a { padding: 1px 2px max(1px, env(b)) 2px; }')).toEqual([])
})
