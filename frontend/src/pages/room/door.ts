import type { Visitor } from '../../generated/protocol'
import { t } from '../../i18n/i18n.svelte'

/** What a visitor is called in a sentence: "Mike 2" is the second of that name. */
export function called(visitor: Visitor): string {
  return visitor.number ? `${visitor.name} ${visitor.number}` : visitor.name
}

/** ① to ⑳; beyond that the number in brackets. */
export function circled(number: number): string {
  return number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`
}

/** Whether somebody should look at a visitor before they let them in. Letting in everybody leaves them out. */
export function needsLook(visitor: Visitor): boolean {
  return visitor.again || visitor.machine || visitor.looks_like_removed
}

/** What may matter before letting somebody in; none of it refuses anybody. */
export function flagsOf(visitor: Visitor): string[] {
  const flags = ['newcomer', 'observer', 'machine', 'looks_like_removed'] as const
  return [
    visitor.simulated ? t('simulated.door') : '',
    visitor.again ? t('desk.door.again') : '',
    ...flags.map((f) => (visitor[f] ? t(`door.flag.${f}`) : '')),
  ].filter(Boolean)
}
