// How a page is looked at in the state it is in: with axe, with a ruler, narrow, and zoomed.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const phone = { width: 360, height: 740 }
const desktop = { width: 1280, height: 800 }
/** 400 % of 1280 pixels, and of a small phone: the least width that has to do without scrolling sideways. */
const narrow = { width: 320, height: 640 }
/** A phone held sideways. */
const sideways = { width: 740, height: 360 }
/** 1280 x 720 at 200 % zoom. */
const zoomed = { width: 640, height: 360 }

/**
 * Everything wrong with a page as it stands; empty when nothing is. Axe sees it
 * as a light page on a phone and as a dark one on a desktop; what is to be
 * pressed is measured; nothing may stick out at 320 pixels or at 200 % zoom.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  const before = page.viewportSize()
  const found: string[] = []
  const add = (where: string, faults: readonly string[]) => found.push(...faults.map((f) => `${where}: ${f}`))
  await resize(page, phone)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  add('light, phone', await axeFaults(page))
  add('phone', await page.evaluate(tooSmall))
  add('phone', await page.evaluate(covered))
  await resize(page, sideways)
  add('sideways', await page.evaluate(covered))
  await resize(page, narrow)
  add('320 px', await page.evaluate(stickingOut))
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
  add('320 px, right to left', await page.evaluate(stickingOut))
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'))
  await resize(page, zoomed)
  add('200 %', await page.evaluate(stickingOut))
  await resize(page, desktop)
  await page.emulateMedia({ colorScheme: 'dark' })
  add('dark, desktop', await axeFaults(page))
  add('desktop', await page.evaluate(tooSmall))
  if (before) await page.setViewportSize(before)
  return found
}

/** Gives the page another size, and the time to lay out what it measures itself. */
async function resize(page: Page, size: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(size)
  await painted(page)
}

/** Waits until the page is painted as it was changed. */
function painted(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  )
}

/**
 * Axe's faults in forced colours, where the browser takes all colours but its own away. Axe reads a colour for the
 * text that no forcing reaches, so that is given the one that is painted.
 */
export async function forcedFaults(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, forcedColors: 'active', reducedMotion: 'reduce' })
    await painted(page)
    await page.evaluate(() => {
      for (const element of document.querySelectorAll<HTMLElement>('body *'))
        element.style?.setProperty('-webkit-text-fill-color', getComputedStyle(element).color)
    })
    found.push(...(await axeFaults(page)).map((fault) => `forced colours, ${colorScheme}: ${fault}`))
  }
  await page.emulateMedia({ forcedColors: 'none' })
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>('body *'))
      element.style?.removeProperty('-webkit-text-fill-color')
  })
  return found
}

/**
 * What axe finds, with the rules of WCAG 2.2 that it leaves out unless asked. Frames are on the component page alone,
 * which shows pages in them that are looked at on their own; so axe needs no page to put the parts of several together.
 * Its types are those of another playwright-core than ours.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  type Its = ConstructorParameters<typeof AxeBuilder>[0]['page']
  const axe = new AxeBuilder({ page: page as unknown as Its })
    .setLegacyMode()
    .exclude('iframe')
    .options({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target} ${n.html.slice(0, 160)}`))
}

/**
 * What can be pressed and measures less than 44 pixels, as WCAG 2.5.5 has it:
 * a label counts with its box, and links within a sentence are left out.
 */
function tooSmall(): string[] {
  const least = 43.5 // a border may fall between two pixels
  const root = document.querySelector('dialog[open]') ?? document.body
  const found: string[] = []
  for (const element of root.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary')) {
    if (!element.checkVisibility() || element.closest('[inert]')) continue
    const inSentence =
      getComputedStyle(element).display === 'inline' && element.parentElement?.textContent !== element.textContent
    if (inSentence) continue
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    const boxes = [element, ...labels].map((part) => part.getBoundingClientRect())
    const width = Math.max(...boxes.map((b) => b.width))
    const height = Math.max(...boxes.map((b) => b.height))
    if (width < least || height < least)
      found.push(`${Math.round(width)} x ${Math.round(height)} ${element.outerHTML.slice(0, 160)}`)
  }
  return found
}

/** What of a room lies under something else, whatever is open and however much news there is: the bar, and every face. */
function covered(): string[] {
  if (document.querySelector('dialog[open]')) return []
  const found: string[] = []
  const seen = (element: Element): boolean => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    return there !== null && element.contains(there)
  }
  for (const button of document.querySelectorAll('.room > .bar button')) {
    if (!seen(button)) found.push(`covered: ${button.outerHTML.slice(0, 160)}`)
  }
  const faces = [...document.querySelectorAll('.room main figure')]
  if (faces.length > 0 && !faces.some(seen)) found.push('no face is in sight')
  if (document.querySelector('.room') && document.documentElement.scrollHeight > innerHeight)
    found.push('the room scrolls')
  return found
}

/** What makes the page, a dialog, or a part that scrolls, wider than its place. */
function stickingOut(): string[] {
  const found: string[] = []
  for (const element of [document.documentElement, ...document.body.querySelectorAll('*')]) {
    const scrolls = element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX)
    if (scrolls && element.checkVisibility() && element.scrollWidth > element.clientWidth + 1) {
      const { left } = element.getBoundingClientRect()
      const wide = [...element.querySelectorAll('*')].filter((e) => {
        const box = e.getBoundingClientRect()
        return box.left < left - 1 || box.right > left + element.clientWidth + 1
      })
      found.push(
        `${element.tagName} ${element.className} is ${element.scrollWidth} of ${element.clientWidth} wide: ${wide.at(-1)?.outerHTML.slice(0, 160)}`,
      )
    }
  }
  return found
}
