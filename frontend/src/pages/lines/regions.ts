import type { SupportLine } from '../../generated/api'
import { speech } from '../../i18n/i18n.svelte'

/** Where the server knows the crisis lines (meeting/crisis.go). */
const known = ['AU', 'CA', 'ES', 'GB', 'IE', 'NZ', 'US'] as const

/** The name of a country in the language of the page. */
export function nameOfRegion(code: string): string {
  return new Intl.DisplayNames([speech.locale], { type: 'region', fallback: 'code' }).of(code) ?? code
}

/** Countries to choose from, by name, with the one that is chosen already. */
export function regions(chosen: string): { readonly code: string; readonly name: string }[] {
  return [...new Set<string>([...known, ...(chosen ? [chosen] : [])])]
    .map((code) => ({ code, name: nameOfRegion(code) }))
    .sort((a, b) => a.name.localeCompare(b.name, speech.locale))
}

/** A number as people write it down, as it is dialled: "(212) 555-0123" is 2125550123. */
export function dialled(written: string): string {
  return written.replace(/[\s().-]+/g, '')
}

/** The days of the week, Monday first, in the language of the page. */
export function weekdays(): { readonly digit: string; readonly name: string }[] {
  const name = new Intl.DateTimeFormat(speech.locale, { weekday: 'long', timeZone: 'UTC' })
  return [1, 2, 3, 4, 5, 6, 7].map((digit) => ({
    digit: String(digit),
    name: name.format(Date.UTC(2024, 0, digit)), // a Monday
  }))
}

/** A line as it is sent: what is empty is left out, and hours that are not told are no hours. */
export function written(line: SupportLine, hours: boolean): SupportLine {
  const { kind, name, opens, closes, days, zone } = line
  const call = dialled(line.call ?? '')
  const text = dialled(line.text ?? '')
  return {
    kind,
    name: name.trim(),
    ...(call ? { call } : {}),
    ...(text ? { text } : {}),
    ...(line.hours?.trim() ? { hours: line.hours.trim() } : {}),
    ...(line.region ? { region: line.region } : {}),
    ...(hours && opens && closes && zone ? { opens, closes, zone, ...(days && days.length < 7 ? { days } : {}) } : {}),
  }
}
