import { expect, test } from 'vitest'
import { type Sight, staysInSight } from './typing'

/** A phone with a room on it. */
function phone(height: number) {
  const page = { innerWidth: 360, innerHeight: height, scrolled: 0, scrollTo: () => void page.scrolled++ }
  const seen = Object.assign(new EventTarget(), { height, scale: 1 })
  const style = new Map<string, string>()
  const room = {
    typing: false,
    toggleAttribute: (_: string, on: boolean) => (room.typing = on),
    style: { setProperty: (n: string, v: string) => style.set(n, v), removeProperty: (n: string) => style.delete(n) },
  }
  const stop = staysInSight({ seen, page } as unknown as Sight)(room as unknown as HTMLElement)
  const becomes = (now: number, of = page.innerHeight): void => {
    page.innerHeight = of
    seen.height = now
    seen.dispatchEvent(new Event('resize'))
  }
  return { page, seen, room, becomes, stop, height: () => style.get('--seen') }
}

test('a keyboard that lies over the page makes the room as high as what is seen', () => {
  const it = phone(740)
  it.becomes(400)
  expect(it.height()).toBe('400px')
  expect(it.room.typing).toBe(true)
  expect(it.page.scrolled).toBe(1)
  it.becomes(740)
  expect(it.height()).toBeUndefined()
  expect(it.room.typing).toBe(false)
})

test('a keyboard that makes the page lower is noticed too', () => {
  const it = phone(740)
  it.becomes(400, 400)
  expect(it.height()).toBeUndefined()
  expect(it.room.typing).toBe(true)
})

test('a bar of the browser, two fingers that zoom, or a phone on its side are no keyboard', () => {
  const it = phone(740)
  it.becomes(684, 684)
  expect(it.room.typing).toBe(false)
  it.seen.scale = 2
  it.becomes(370, 740)
  expect(it.height()).toBeUndefined()
  it.seen.scale = 1
  it.page.innerWidth = 740
  it.becomes(360, 360)
  expect(it.room.typing).toBe(false)
})

test('what has left the page watches no more', () => {
  const it = phone(740)
  it.stop?.()
  it.becomes(400)
  expect(it.room.typing).toBe(false)
})
