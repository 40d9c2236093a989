import type { Reaction } from '../../generated/protocol'

/** How a reaction looks; its words are in react.*. */
export const signs = {
  heart: '❤️',
  thanks: '🙏',
  with_you: '🤝',
  me_too: '🙋',
} as const satisfies Record<Reaction, string>
