// What the pages for strangers can do besides being read: times where the reader is, and a way out that leaves the
// page behind. Without this file everything still works.
(() => {
  'use strict'

  // Beside each time of a group in another zone: the same moment where the reader is.
  const words = document.getElementById('local')?.innerHTML
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'long', hour: 'numeric', minute: '2-digit' })
  for (const time of words ? document.querySelectorAll('time[data-offset]') : []) {
    const moment = new Date(time.dateTime)
    if (-moment.getTimezoneOffset() === Number(time.dataset.offset)) continue
    const local = document.createElement('span')
    local.className = 'local small soft'
    local.textContent = ` (${words.replace('%s', here.format(moment))})`
    time.after(local)
  }

  // Leave now: what this browser keeps for us is gone, and Back does not return here.
  document.getElementById('leave')?.addEventListener('click', (event) => {
    event.preventDefault()
    try {
      sessionStorage.clear()
      localStorage.clear()
    } catch {
      // Nothing was stored.
    }
    location.replace(event.currentTarget.href)
  })
})()
