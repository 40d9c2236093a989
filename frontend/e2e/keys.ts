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
    const marked = ring(getComputedStyle(at)) || ring(style)
    const name = `${at.outerHTML.slice(0, 60)} ${at.textContent} (${marked ? 'marked' : 'not marked'}, ${covered ? `under ${onTop.outerHTML.slice(0, 80)}` : 'on top'})`
    return { name, seen: marked && !covered }
  })
}

/** The key that leads from the focus to an element; none when it is there. */
function towards(target: Locator): Promise<'Tab' | 'Shift+Tab' | undefined> {
  return target.evaluate((element) => {
    const at = document.activeElement ?? document.body
    if (at === element) return undefined
    return at.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab'
  })
}

/** A page that is worked with keys alone. */
export class Keys {
  private begun = false

  constructor(readonly page: Page) {}

  /**
   * Goes on with Tab, or back, until something has the focus, which by then has
   * not been lost. Wherever it stops on the way, the focus is in sight and marked.
   *
   * It never leaves the page at either end: from there Firefox goes to its own
   * buttons, where the driver's keys, which go to the page, can't follow.
   */
  async to(target: Locator): Promise<void> {
    await expect(target).toBeVisible({ timeout: 30_000 })
    if (this.begun) await this.rests()
    this.begun = true
    for (let stops = 0; stops < most; stops++) {
      const key = await towards(target)
      if (!key) return
      await this.page.keyboard.press(key)
      const { name, seen } = await whereIs(this.page)
      expect(name, `${key} goes on within the page`).not.toBe('')
      if (!seen) {
        const looks = async () => (await whereIs(this.page)).seen
        await expect.poll(looks, { message: `the focus can be seen at ${name}` }).toBe(true)
      }
    }
    throw new Error(`Tab does not lead to ${target}`)
  }

  /** The focus is on something, whatever became of what had it. */
  private async rests(): Promise<void> {
    const name = async () => (await whereIs(this.page)).name
    await expect.poll(name, { message: 'where the focus is' }).not.toBe('')
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
