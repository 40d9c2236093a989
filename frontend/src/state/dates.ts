/** The day of the calendar that a moment falls on in a zone, "2026-03-10"; without a zone, in UTC. */
export function dateIn(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: zone || 'UTC' }).format(new Date(at))
}

/** The clock at a moment in a zone, "19:00"; without a zone, in UTC. */
export function clockIn(at: string, zone: string): string {
  const style = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone || 'UTC' } as const
  return new Intl.DateTimeFormat('en-GB', style).format(new Date(at))
}
