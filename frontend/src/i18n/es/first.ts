import { entrance } from './entrance'
import { outside } from './outside'

/** What the first pages say. They wait for nothing else; the rest comes with the pages that follow. */
export const first = { ...outside, ...entrance }
