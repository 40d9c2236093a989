/**
 * What one tab keeps until it closes, over a reload. Nothing of ours is kept
 * longer, unless the person asks for it: see agreed.ts. A browser that forbids
 * storage loses it at the reload.
 */
const memory = new Map<string, string>()

export function keep(key: string, value: string): void {
  memory.set(key, value)
  try {
    sessionStorage.setItem(key, value)
  } catch {
    // Storage is forbidden or full: memory has to do.
  }
}

export function kept(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key)
  } catch {
    return memory.get(key)
  }
}

export function forget(key: string): void {
  memory.delete(key)
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Nothing was stored.
  }
}

/** Empties everything a page can store in this browser, and what it keeps to work without internet. */
export function forgetAll(): void {
  memory.clear()
  void forgetOffline()
  try {
    sessionStorage.clear()
    localStorage.clear()
  } catch {
    // Nothing was stored.
  }
}

/** Takes away what is kept to work without internet; see offline.ts. */
export async function forgetOffline(): Promise<void> {
  try {
    const workers = await navigator.serviceWorker.getRegistrations()
    const stores = await caches.keys()
    await Promise.all([...workers.map((w) => w.unregister()), ...stores.map((name) => caches.delete(name))])
  } catch {
    // Nothing was kept, or this page is not on a safe connection.
  }
}
