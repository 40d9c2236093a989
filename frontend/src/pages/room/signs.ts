import type { Reaction } from '../../generated/protocol'
import type { IconName } from '../../ui/icons'

/** How a reaction looks; its words are in react.*. */
export const signs = {
  heart: 'heart',
  thanks: 'sunrise',
  with_you: 'people',
  me_too: 'plus',
} as const satisfies Record<Reaction, IconName>
