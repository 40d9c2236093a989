import type { CallState } from '../call/state'
import { t } from '../i18n/i18n.svelte'
import type { News } from './floornews'

/** "6 people are waiting, 1 of them is here for the first time." */
export function waitingNews({ visitors }: CallState): string {
  const newcomers = visitors.filter((v) => v.newcomer).length
  const parts = [
    t('door.news.waiting', { count: visitors.length }),
    newcomers > 0 ? t('door.news.new', { count: newcomers }) : '',
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** Who came in and who left, and, as news of its own, who is here to observe. */
export function comings(before: CallState, now: CallState): News[] {
  if (before.people === now.people || before.people.length === 0 || now.people.length === 0) return []
  const was = new Map(before.people.map((p) => [p.id, p]))
  const is = new Set(now.people.map((p) => p.id))
  const others = now.people.filter((p) => p.id !== now.self)
  return [
    ...others
      .filter((p) => p.observer && !was.get(p.id)?.observer)
      .map(({ name }) => ({ kind: 'observer', text: t('observer.here', { name }) })),
    ...others.filter((p) => !p.observer && !was.has(p.id)).map(({ name }) => came(name)),
    ...before.people.filter((p) => !is.has(p.id)).map(({ name }) => left(name)),
  ]
}

const came = (name: string): News => ({
  kind: 'came',
  text: t('said.came', { name }),
  many: (count) => t('said.came.many', { count }),
})

const left = (name: string): News => ({
  kind: 'left',
  text: t('said.left', { name }),
  many: (count) => t('said.left.many', { count }),
})
