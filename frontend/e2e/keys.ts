// Somebody without a mouse: all they do, they do with keys, and they can see where they are.
import { expect, type Locator, type Page } from '@playwright/test'

/** More stops than any page of ours has. */
const most = 120

/** Where the focus is, in words; empty when it is nowhere. */
function whereIs(page: Page): Promise<{ name: string; seen: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return { name: '', seen: false }
    const box = at.getBoundingClientRect()
    const style = getComputedStyle(at.closest('label') ?? at)
    const ring = (s: CSSStyleDeclaration): boolean =>
      s.outlineStyle !== 'none' && Number.parseFloat(s.outlineWidth) >= 2
    const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    const covered =
      onTop !== null && !at.contains(onTop) && !onTop.contains(at) && !at.closest('label')?.contains(onTop)
    // A Firefox whose window is not the one in front, as here, marks nothing.
    const asleep = navigator.userAgent.includes('Firefox') && !at.matches(':focus-visible')
    const marked = asleep || ring(getComputedStyle(at)) || ring(style)
    const name = `${at.outerHTML.slice(0, 60)} ${at.textContent} (${marked ? 'marked' : 'not marked'}, ${covered ? `under ${onTop.outerHTML.slice(0, 80)}` : 'on top'})`
    return { name, seen: marked && !covered }
  })
}

/** A page that is worked with keys alone. */
export class Keys {
  constructor(readonly page: Page) {}

  /** Goes on with Tab until something has the focus. Wherever it stops on the way, the focus is in sight and marked. */
  async to(target: Locator): Promise<void> {
    await expect(target).toBeVisible({ timeout: 30_000 })
    let nowhere = 0
    for (let stops = 0; stops < most; stops++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await this.page.keyboard.press('Tab')
      const { name, seen } = await whereIs(this.page)
      if (!name) nowhere++
      else if (!seen) {
        const looks = async () => (await whereIs(this.page)).seen
        await expect.poll(looks, { message: `the focus can be seen at ${name}` }).toBe(true)
      }
      expect(nowhere, 'the focus leaves the page once in a round').toBeLessThan(3)
    }
    throw new Error(`Tab does not lead to ${target}`)
  }

  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(target)
    await this.page.keyboard.press(key)
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.to(target)
    await this.page.keyboard.type(text)
  }

  /** The focus rests on something of the page, and what it rests on is inside of a place. */
  async restsIn(place: Locator): Promise<void> {
    await expect
      .poll(() => place.evaluate((element) => element.contains(document.activeElement)), {
        message: 'where the focus rests',
      })
      .toBe(true)
  }
}
