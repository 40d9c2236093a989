// Shows a page with phone lines where there is no internet. It is there only where somebody asked for that or installed
// the app, and keeps that page with its styles and nothing else: no page of a meeting, no token, no answer of the API.
const store = 'help'
const page = '/offline'
const language = new URL(location.href).searchParams.get('lang') ?? ''

/** Fetches the page as anybody reads it, and what it is made of. */
async function fill() {
  const answer = await fetch(`${page}?lang=${encodeURIComponent(language)}`, { cache: 'no-store', credentials: 'omit' })
  if (!answer.ok) throw new Error(`the page could not be had: ${answer.status}`)
  const html = await answer.clone().text()
  const parts = [...html.matchAll(/(?:href|src)="(\/board\/[^"]+|\/icon\.svg|\/\w+\.html)"/g)].map(([, path]) => path)
  const kept = await caches.open(store)
  await kept.addAll([...new Set(parts), '/measures.css'])
  await kept.put(page, answer)
}

addEventListener('install', (event) => event.waitUntil(fill()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

// The lines may have changed since; the page asks now and then.
addEventListener('message', (event) => event.waitUntil(fill().catch(() => undefined)))

addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  const find = (what) => caches.match(what, { cacheName: store, ignoreVary: true })
  const otherwise = async (what) => (await find(what)) ?? Response.error()
  const part = pathname.startsWith('/board/') || /^\/(icon\.svg|\w+\.css|measures\.html|medidas\.html)$/.test(pathname)
  if (part) event.respondWith(fetch(request).catch(() => otherwise(request)))
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => otherwise(page)))
})
