import { speech } from '../i18n/i18n.svelte'

/** Whether this browser can keep the page with phone lines at all. */
export const canKeepHelp = (): boolean => 'serviceWorker' in navigator && isSecureContext

/** Whether this device keeps it. */
export async function keepsHelp(): Promise<boolean> {
  return canKeepHelp() && (await navigator.serviceWorker.getRegistration('/')) !== undefined
}

/** Keeps the page with phone lines for when there is no internet; rejects when it can't be had. See public/sw.js. */
export async function keepHelp(): Promise<void> {
  const registration = await navigator.serviceWorker.register(`/sw.js?lang=${speech.language}`, { scope: '/' })
  const worker = registration.installing ?? registration.waiting
  if (!worker) return
  await new Promise<void>((kept, failed) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') kept()
      else if (worker.state === 'redundant') failed(new Error('the page could not be kept'))
    })
  })
}

/** Who installed the app asked for it to be there; the lines are read again in any case. */
export async function mindHelp(): Promise<void> {
  if (!canKeepHelp()) return
  if (await keepsHelp()) navigator.serviceWorker.controller?.postMessage('refresh')
  else if (matchMedia('(display-mode: standalone)').matches) await keepHelp()
}
