import type { Attachment } from 'svelte/attachments'

/** What a page knows of the part of it that is seen beside an on-screen keyboard. */
export interface Sight {
  /** Undefined in browsers that don't tell. */
  readonly seen: Pick<VisualViewport, 'height' | 'scale' | 'addEventListener' | 'removeEventListener'> | null
  readonly page: Pick<Window, 'innerWidth' | 'innerHeight' | 'scrollTo'>
}

/** Less than this is left beside a keyboard on a phone, in pixels. */
const low = 520
/** A page that loses less than this lost it to a bar of the browser, and to no keyboard. */
const keyboard = 120

/**
 * Keeps an element as high as what is seen (`--seen`): some browsers lay their
 * keyboard over the page, and with it over the field one writes in. Others make
 * the page lower. With either it is marked `data-typing` while little is left.
 */
export function staysInSight({ seen, page }: Sight): Attachment<HTMLElement> {
  return (element) => {
    if (!seen) return
    let [tallest, width] = [0, 0]
    const look = (): void => {
      if (seen.scale > 1.01) return // two fingers zoom: nothing is covered
      if (page.innerWidth !== width) [tallest, width] = [0, page.innerWidth] // turned over, which no keyboard does
      tallest = Math.max(tallest, page.innerHeight)
      const covered = page.innerHeight - seen.height > keyboard
      element.toggleAttribute('data-typing', seen.height < low && tallest - seen.height > keyboard)
      if (covered) {
        element.style.setProperty('--seen', `${Math.round(seen.height)}px`)
        page.scrollTo(0, 0) // it was moved up to show the field, which is in sight now
      } else element.style.removeProperty('--seen')
    }
    look()
    seen.addEventListener('resize', look)
    return () => seen.removeEventListener('resize', look)
  }
}
