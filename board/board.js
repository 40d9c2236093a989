// What the pages for strangers can do besides being read: times where the reader is, and a way out that leaves the
// page behind. Without this file everything still works.
(() => {
  'use strict'

  // With each time of a group in another zone: the same moment where the reader is, in the place that the page keeps for it.
  const words = document.getElementById('local')?.innerHTML
  const here = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: 'long', hour: 'numeric', minute: '2-digit' })
  for (const time of words ? document.querySelectorAll('time[data-offset]') : []) {
    const moment = new Date(time.dateTime)
    if (-moment.getTimezoneOffset() === Number(time.dataset.offset)) continue
    time.parentElement.querySelector('.local').textContent = `(${words.replace('%s', here.format(moment))})`
  }

  // A course: which steps are done is kept in this browser and nowhere else.
  const kept = (course) => {
    try {
      return new Set(JSON.parse(localStorage.getItem(`course ${course}`) ?? '[]'))
    } catch {
      return new Set()
    }
  }
  const keep = (course, steps) => {
    try {
      if (steps.size > 0) localStorage.setItem(`course ${course}`, JSON.stringify([...steps]))
      else localStorage.removeItem(`course ${course}`)
    } catch {
      // Storage is forbidden: the ticks last as long as the page.
    }
  }
  const course = document.querySelector('article[data-course]')
  const clear = document.getElementById('clear-steps')
  if (course && clear) {
    const steps = kept(course.dataset.course)
    const boxes = [...course.querySelectorAll('section')].map((section) => {
      const label = document.createElement('label')
      const box = document.createElement('input')
      box.type = 'checkbox'
      box.checked = steps.has(section.id)
      label.className = 'step'
      label.append(box, document.getElementById('done').innerHTML)
      section.append(label)
      box.addEventListener('change', () => {
        if (box.checked) steps.add(section.id)
        else steps.delete(section.id)
        keep(course.dataset.course, steps)
      })
      return box
    })
    clear.hidden = false
    clear.addEventListener('click', () => {
      steps.clear()
      keep(course.dataset.course, steps)
      for (const box of boxes) box.checked = false
    })
  }
  for (const line of document.querySelectorAll('p[data-course]')) {
    const done = kept(line.dataset.course).size
    if (done === 0) continue
    line.textContent = document.getElementById('progress').innerHTML.replace('%s', `${done}/${line.dataset.steps}`)
    line.hidden = false
  }

  // Leave now: what this browser keeps for us is gone, it is signed out, and the neutral page takes this one's place.
  // Back to a page from before it shows the neutral page again.
  const leave = document.getElementById('leave')
  const { navigation } = window
  const goPlain = () => {
    if (navigation) navigation.navigate(leave.href, { history: 'replace', state: 'left' })
    else location.replace(leave.href)
  }
  const wasLeft = () => {
    const after = navigation?.entries().slice(navigation.currentEntry.index + 1) ?? []
    return after.some((entry) => entry.getState() === 'left' || /\/(measures|medidas)\.html$/.test(entry.url ?? ''))
  }
  if (leave) {
    if (wasLeft()) goPlain()
    addEventListener('pageshow', (event) => {
      if (event.persisted && wasLeft()) goPlain()
    })
    leave.addEventListener('click', (event) => {
      event.preventDefault()
      try {
        sessionStorage.clear()
        localStorage.clear()
      } catch {
        // Nothing was stored.
      }
      void navigator.serviceWorker?.getRegistrations().then((workers) => workers.forEach((worker) => worker.unregister()))
      void fetch('/api/session', { method: 'DELETE', keepalive: true }).catch(() => undefined)
      goPlain()
    })
  }
})()
