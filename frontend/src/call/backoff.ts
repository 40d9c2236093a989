import { closeCodes } from '../generated/protocol'

const longestMs = 6_000

/** How long to wait before an attempt, in ms: the first at once, then 1, 2, 4, 6 s and up to half of that more. */
export function backOff(attempt: number, random: number): number {
  if (attempt === 0) return 0
  return Math.min(longestMs, 1000 * 2 ** (attempt - 1)) * (1 + random / 2)
}

/** What to do after a socket was closed. Inside: it had been welcomed. */
export function fate(code: number, inside: boolean): 'over' | 'enter' | 'resume' | 'later' {
  switch (code) {
    case closeCodes.removed:
    case closeCodes.ended:
    case closeCodes.replaced:
    case closeCodes.declined:
    case closeCodes.left:
    case closeCodes.flooding:
      return 'over'
    case closeCodes.protocol:
      return inside ? 'over' : 'resume' // a socket opened ahead may run out just as we enter
    case closeCodes.session_unknown:
      return 'enter'
    case closeCodes.restarting:
      return 'later'
    default:
      return 'resume'
  }
}
