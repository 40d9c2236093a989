import { expect, test } from 'vitest'
import { written } from '../build/paint.ts'
import { first as english } from './i18n/en/first'
import { first as spanish } from './i18n/es/first'
import { painted } from './paint'

const pages = ['index', 'front', 'join'] as const
const words = { en: english, es: spanish }

test.each(['en', 'es'] as const)('what is painted before the app runs is in one language: %s', (language) => {
  const own = words[language]
  const other = words[language === 'en' ? 'es' : 'en']
  for (const page of pages) {
    expect(painted[language][page]).toContain(own['exit.leave_now'])
    expect(painted[language][page]).toContain(own['exit.hint'])
    expect(painted[language][page]).not.toContain(other['exit.leave_now'])
  }
  expect(painted[language].index).toContain(own['common.working'])
  expect(painted[language].join).toContain(own['entrance.unseen'])
  for (const key of ['home.title', 'home.lead', 'home.find.groups', 'sign_in.title', 'practice.card.title'] as const) {
    expect(painted[language].front).toContain(own[key])
  }
})

test('it is allowed by the policy of the page: no script, no style, nothing that runs', () => {
  for (const language of ['en', 'es'] as const) {
    for (const page of pages) expect(painted[language][page]).not.toMatch(/<script|<style|<!--|\son\w+=|\sstyle=/)
  }
})

const html = `<html lang="en">
  <head>
    <title>Room</title>
    <script type="module" crossorigin src="/assets/index.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/base.js">
    <link rel="stylesheet" crossorigin href="/assets/base.css">
  </head>
  <body>
    <div id="app"></div>
  </body>
</html>
`
const start = {
  language: 'es',
  painted: '<p>$& uno</p>',
  early: 'assets/early.js',
  scripts: ['assets/index.js', 'assets/base.js', 'assets/home.js'],
  styles: ['assets/base.css', 'assets/home.css'],
} as const

test('a page asks first for what has to be there before it is painted, and leaves it to that to start the app', () => {
  expect(written(html, start)).toBe(`<html lang="es">
  <head>
    <title>Room</title>
    <script src="/assets/early.js"></script>
    <link rel="stylesheet" crossorigin href="/assets/base.css">
    <link rel="stylesheet" crossorigin href="/assets/home.css">
    <link rel="modulepreload" crossorigin href="/assets/index.js">
    <link rel="modulepreload" crossorigin href="/assets/base.js">
    <link rel="modulepreload" crossorigin href="/assets/home.js">
  </head>
  <body>
    <div id="app"><div id="painted"><p>$& uno</p></div></div>
  </body>
</html>
`)
})

test('a page without a place for it is refused', () => {
  expect(() => written(html.replace('id="app"', 'id="other"'), start)).toThrow('<div id="app"></div>')
})
