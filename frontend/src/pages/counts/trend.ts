import type { MeetingCounts } from '../../generated/api'

/** One meeting in the picture; lengths are in its own units, y from the top. */
export interface Mark {
  readonly meeting: MeetingCounts
  /** Left edge and width of its bar. */
  readonly x: number
  readonly width: number
  /** Top of the bar; the bottom when nobody was there. */
  readonly top: number
  readonly average: number
}

export interface Picture {
  readonly marks: readonly Mark[]
  /** Lines across, from the bottom, with what they stand for. */
  readonly lines: readonly { readonly y: number; readonly count: number }[]
}

export interface Frame {
  readonly width: number
  readonly height: number
  /** Room for the numbers of the lines. */
  readonly left: number
}

/** The step between the lines, so that there are at most four above the ground. */
function stepOf(most: number): number {
  for (const step of [1, 2, 5, 10, 20, 25, 50, 100]) if (most <= 4 * step) return step
  return Math.ceil(most / 4)
}

/** Where the meetings stand in a picture of them, the oldest one left. */
export function pictureOf(meetings: readonly MeetingCounts[], { width, height, left }: Frame): Picture {
  const most = Math.max(1, ...meetings.map((m) => m.most))
  const step = stepOf(most)
  const top = step * Math.ceil(most / step)
  const y = (count: number): number => height - (count / top) * height
  const each = (width - left) / Math.max(meetings.length, 1)
  const bar = Math.min(each * 0.7, 40)
  return {
    marks: meetings.map((meeting, i) => ({
      meeting,
      x: left + i * each + (each - bar) / 2,
      width: bar,
      top: y(meeting.most),
      average: y(meeting.average),
    })),
    lines: Array.from({ length: top / step + 1 }, (_, i) => ({ y: y(i * step), count: i * step })),
  }
}
