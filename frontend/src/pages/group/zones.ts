const american = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
]

/** The zones to offer first: the viewer's own, and those of the United States, from east to west. */
export const zonesNear = (own: string): readonly string[] => [...new Set([own, ...american])]

/** The lengths to offer, in minutes, the present one among them. */
export const lengths = (now: number): readonly number[] =>
  [...new Set([30, 45, 60, 75, 90, 120, now])].sort((a, b) => a - b)
