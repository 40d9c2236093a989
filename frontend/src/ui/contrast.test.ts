/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('../tokens.css', import.meta.url), 'utf8')
const [light = '', rest = ''] = css.split('@media (prefers-color-scheme: dark)')
const dark = rest.slice(0, rest.indexOf('\n}'))

function tokens(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  )
}

/** Relative luminance and contrast ratio as in WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const texts: readonly [text: string, on: readonly string[]][] = [
  ['ink', ['paper', 'surface', 'sunken', 'accent-soft', 'grave-soft']],
  ['ink-soft', ['paper', 'surface', 'sunken', 'accent-soft']],
  ['accent', ['paper', 'surface', 'sunken', 'accent-soft']],
  ['grave', ['paper', 'surface', 'sunken', 'grave-soft']],
  ['on-accent', ['accent', 'accent-hover']],
  ['on-grave', ['grave']],
  ['on-notice', ['notice']],
]
/** Lines and signs that carry meaning: 3:1 (WCAG 1.4.11). */
const signs: readonly [sign: string, on: readonly string[]][] = [
  ['line-strong', ['paper', 'surface']],
  ['glow', ['paper', 'surface']],
  ['focus', ['paper', 'surface', 'sunken', 'accent-soft']],
]

for (const [scheme, block] of [
  ['light', light],
  ['dark', dark],
] as const) {
  const colours = tokens(block)
  const ratio = (a: string, b: string): number => contrast(colours.get(a) ?? '', colours.get(b) ?? '')

  test(`${scheme}: text reads well on every surface it is used on`, () => {
    const weak = texts.flatMap(([text, on]) => on.filter((s) => !(ratio(text, s) >= 4.5)).map((s) => `${text} on ${s}`))
    expect(weak).toEqual([])
  })

  test(`${scheme}: lines and rings that mean something stand out`, () => {
    const weak = signs.flatMap(([sign, on]) => on.filter((s) => !(ratio(sign, s) >= 3)).map((s) => `${sign} on ${s}`))
    expect(weak).toEqual([])
  })
}
