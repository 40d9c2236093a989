import { expect, test } from 'vitest'
import { MainSpeaker, Places, settleMs } from './mainspeaker'

const people = ['ana', 'ben', 'cleo']
const talk = (speaking: readonly string[], floor?: string) => ({ people, speaking, floor })

test('before anybody speaks, the first one is shown, and who speaks first is at once', () => {
  const main = new MainSpeaker()
  expect(main.judge(talk([]), 0)).toEqual({ main: 'ana' })
  expect(new MainSpeaker().judge(talk(['cleo']), 0)).toEqual({ main: 'cleo' })
})

test('a cough moves nothing', () => {
  const main = new MainSpeaker()
  main.judge(talk(['ben']), 0)
  expect(main.judge(talk(['cleo', 'ben']), 1_000)).toEqual({ main: 'ben', againMs: settleMs })
  expect(main.judge(talk(['ben']), 1_500).main).toBe('ben')
  expect(main.judge(talk(['cleo']), 3_000)).toEqual({ main: 'ben', againMs: settleMs })
})

test('who goes on speaking is shown after a while, and stays when it is quiet', () => {
  const main = new MainSpeaker()
  main.judge(talk(['ben']), 0)
  main.judge(talk(['cleo']), 1_000)
  expect(main.judge(talk(['cleo']), 1_000 + settleMs)).toEqual({ main: 'cleo' })
  expect(main.judge(talk([]), 60_000)).toEqual({ main: 'cleo' })
})

test('whose turn it is is shown at once, whoever else is heard', () => {
  const main = new MainSpeaker()
  main.judge(talk(['ben']), 0)
  expect(main.judge(talk(['ben'], 'cleo'), 100)).toEqual({ main: 'cleo' })
  expect(main.judge(talk(['ben'], 'cleo'), 60_000)).toEqual({ main: 'cleo' })
})

test('who is not among those shown never is, and who has gone is not any more', () => {
  const main = new MainSpeaker()
  expect(main.judge(talk(['self', 'ben'], 'self'), 0).main).toBe('ben')
  expect(main.judge({ people: ['ana', 'cleo'], speaking: [], floor: undefined }, 100).main).toBe('ana')
  expect(main.judge({ people: [], speaking: [], floor: undefined }, 200).main).toBeUndefined()
})

test('places in a circle stay while the order goes round', () => {
  const places = new Places()
  expect(places.seat(['ana', 'ben', 'cleo'])).toEqual(['ana', 'ben', 'cleo'])
  expect(places.seat(['ben', 'cleo', 'ana'])).toEqual(['ana', 'ben', 'cleo'])
  expect(places.seat(['cleo', 'dan', 'ana'])).toEqual(['ana', 'cleo', 'dan'])
})
