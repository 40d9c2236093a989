import type { Way } from '../net/rest'

/** What somebody practises in: a room that gives back their own sound, or one with simulated guests, to lead. */
export type Exercise = 'practice' | 'rehearsal'

/** The way into a practice room. */
export const practice = { meeting: 'practice' } as const satisfies Way

/** What is practised on a way; undefined for a meeting of a group. */
export function exerciseOf(way: Way): Exercise | undefined {
  if (!('meeting' in way)) return undefined
  if (way.meeting === practice.meeting) return 'practice'
  return way.meeting.startsWith('rehearsal-') ? 'rehearsal' : undefined
}
