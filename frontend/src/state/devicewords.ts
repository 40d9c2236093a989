import type { DeviceTrouble } from '../call/devices'
import { t } from '../i18n/i18n.svelte'

/** Browsers that hide the way to allow a device in different places. */
export type Maker =
  | 'chrome'
  | 'chrome_phone'
  | 'firefox'
  | 'firefox_phone'
  | 'safari'
  | 'iphone'
  /** Another browser than Safari on a phone or tablet of Apple's, which lets the system decide. */
  | 'iphone_app'
  | 'other'

/** Whose browser it is, by what it says of itself. Tablets of Apple's call themselves computers, but can be touched. */
export function makerOf(agent: string, touches: number): Maker {
  const phone = /Android|Mobile/.test(agent)
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1)) {
    return /CriOS|FxiOS|EdgiOS|OPT\//.test(agent) ? 'iphone_app' : 'iphone'
  }
  if (/Firefox\//.test(agent)) return phone ? 'firefox_phone' : 'firefox'
  if (/Chrome\//.test(agent)) return phone ? 'chrome_phone' : 'chrome'
  return /Safari\//.test(agent) ? 'safari' : 'other'
}

/** Why a device did not start, and what mends it in this browser. */
export function deviceWords(trouble: DeviceTrouble): string {
  if (trouble !== 'denied') return t(`device.${trouble}`)
  return t(`device.denied.${makerOf(navigator.userAgent, navigator.maxTouchPoints)}`)
}
