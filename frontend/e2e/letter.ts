// Letters of attendance: making one on the receipt's page, and reading the file.
import type { Page } from '@playwright/test'
import { extractText, getDocumentProxy } from 'unpdf'

/** What a letter says, and the address that its square leads to. */
export async function read(letter: Uint8Array): Promise<{ readonly text: string; readonly link: string }> {
  const pdf = await getDocumentProxy(letter)
  const { text } = await extractText(pdf, { mergePages: true })
  const notes = await (await pdf.getPage(1)).getAnnotations()
  return { text, link: notes.find((n) => n.subtype === 'Link')?.url ?? '' }
}

/** Remembers the files that a page makes: Firefox does not tell us of what it saves. */
export async function watchFiles(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const make = URL.createObjectURL
    URL.createObjectURL = (file: Blob) => {
      Object.assign(window, { made: file })
      return make.call(URL, file)
    }
  })
}

/** The file that a page made last. */
export async function fileOf(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    const { made } = window as unknown as { readonly made: Blob }
    return [...new Uint8Array(await made.arrayBuffer())]
  })
  return new Uint8Array(bytes)
}

/** The minutes that the room has counted of a person so far, as their page itself could ask. */
export const minutesOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/attendance', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: sessionStorage.getItem('attended') }),
    })
    return answer.ok ? ((await answer.json()).minutes as number) : 0
  })
