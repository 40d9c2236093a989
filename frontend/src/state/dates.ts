/** The day of the calendar that a moment falls on in a zone, "2026-03-10"; without a zone, in UTC. */
export function dateIn(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone || 'UTC' }).format(new Date(at))
}
