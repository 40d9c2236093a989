import { t } from '../../i18n/i18n.svelte'

/** How far back counts are shown, in days. */
export const spans = ['28', '84', '365'] as const
export type Span = (typeof spans)[number]

export const spanOptions = (): { value: Span; label: string }[] =>
  spans.map((value) => ({ value, label: t(`counts.span.${value}`) }))

/** Now and so many days before. */
export function spanUntil(now: Date, days: Span): { from: string; to: string } {
  return { from: new Date(now.getTime() - Number(days) * 86_400_000).toISOString(), to: now.toISOString() }
}
