import type { CallState } from '../../call/state'
import type { Person } from '../../generated/protocol'

const rank = { participant: 1, co_facilitator: 2, facilitator: 3 } as const

/** Whether the page offers to do something about a person. The server decides; this only leaves out what it refuses. */
export function mayActOn(live: CallState, person: Person): boolean {
  return live.role !== 'participant' && person.id !== live.self && rank[person.role] < rank[live.role]
}
