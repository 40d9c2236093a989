import { speech } from '../i18n/i18n.svelte'

/** "12 MB": an amount of data, in whole megabytes of a million bytes as phone plans count them. */
export function amount(bytes: number): string {
  const megabytes = bytes / 1e6
  return new Intl.NumberFormat(speech.locale, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: megabytes < 10 ? 1 : 0,
  }).format(megabytes)
}
