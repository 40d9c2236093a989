/** So often a page asks for what must be true on it within a minute. */
const againMs = 45_000

/** Asks again and again while the page is looked at, and at once when somebody comes back to it after longer than that. Returns how to stop. */
export function whileSeen(ask: () => void): () => void {
  let last = Date.now()
  let timer = setTimeout(look, againMs)

  function look(): void {
    clearTimeout(timer)
    if (document.visibilityState !== 'visible') return // coming back asks
    const due = last + againMs - Date.now()
    if (due <= 0) {
      last = Date.now()
      ask()
    }
    timer = setTimeout(look, due > 0 ? due : againMs)
  }

  document.addEventListener('visibilitychange', look)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', look)
  }
}
