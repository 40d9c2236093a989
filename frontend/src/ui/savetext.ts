/** What a saved list is called: nothing in it tells of a group or a meeting. */
export const plainFile = 'list.txt'

/** Offers a text as a file of a plain name. It is made in the page; nothing is asked of the server. */
export function saveText(lines: readonly string[], name: string = plainFile): void {
  const url = URL.createObjectURL(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has the file by then; an address that stays would keep it in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
