/** Something that is known by its id. */
interface Known {
  readonly id: string
}

/** The list with an item in the place of the one that has its id, or at the end. */
export function put<T extends Known>(list: readonly T[], item: T): readonly T[] {
  const at = list.findIndex((known) => known.id === item.id)
  return at < 0 ? [...list, item] : list.with(at, item)
}

/** The list without the item of an id. */
export function without<T extends Known>(list: readonly T[], id: string): readonly T[] {
  return list.filter((item) => item.id !== id)
}

/** The list with an item at the end, unless its id is there already. */
export function append<T extends Known>(list: readonly T[], item: T): readonly T[] {
  return list.some((known) => known.id === item.id) ? list : [...list, item]
}
