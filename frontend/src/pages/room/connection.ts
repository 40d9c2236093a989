import type { Person } from '../../generated/protocol'
import type { Key } from '../../i18n/i18n.svelte'

type Trouble = Extract<Key, 'tile.reconnecting' | `tile.quality.${'fair' | 'poor'}`>

/** What is to be said of how somebody is connected; undefined when all is well. */
export function troubleOf({ link, quality }: Pick<Person, 'link' | 'quality'>): Trouble | undefined {
  if (link === 'reconnecting') return 'tile.reconnecting'
  return quality && `tile.quality.${quality}`
}
