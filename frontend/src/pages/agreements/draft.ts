import type { AgreementText, ClauseChange, PublishedAgreement } from '../../generated/api'

export type Clause = AgreementText['clauses'][number]

/** A clause in the editor, told apart from others that read the same. */
export interface Draft extends Clause {
  readonly key: number
}

/** The most clauses that agreements may have, and the letters of one. */
export const limits = { clauses: 30, title: 80, text: 600 } as const

let last = 0

/** Takes a text into the editor. */
export const draftOf = (clauses: readonly Clause[]): readonly Draft[] =>
  clauses.map(({ title, text }) => ({ key: ++last, title, text }))

/** What is published of a draft. */
export const clausesOf = (draft: readonly Draft[]): readonly Clause[] =>
  draft.map(({ title, text }) => ({ title: title.trim(), text: text.trim() }))

/** The draft with the clause at `from` at another place. */
export function moved(draft: readonly Draft[], from: number, to: number): readonly Draft[] {
  const clause = draft[from]
  if (!clause || to < 0 || to >= draft.length) return draft
  const rest = draft.filter((_, i) => i !== from)
  return [...rest.slice(0, to), clause, ...rest.slice(to)]
}

/** Whether a clause stands in the draft, word for word. */
export const has = (draft: readonly Draft[], c: Clause): boolean =>
  draft.some((d) => d.title.trim() === c.title && d.text.trim() === c.text)

/** Whether publishing would change anything. */
export function differs(draft: readonly Draft[], current: readonly Clause[]): boolean {
  const now = clausesOf(draft)
  return (
    now.length !== current.length || now.some((c, i) => c.title !== current[i]?.title || c.text !== current[i]?.text)
  )
}

/** Words for an export; the caller knows the language. */
export interface ExportWords {
  readonly version: (version: number, day: string) => string
  readonly accepted: (count: number) => string
  readonly change: (kind: ClauseChange['kind'], title: string) => string
  readonly day: (at: string) => string
}

/** All versions as plain text, the newest first, each with its fingerprint. */
export function exportOf(group: string, versions: readonly PublishedAgreement[], words: ExportWords): string {
  const one = (v: PublishedAgreement): string =>
    [
      words.version(v.version, words.day(v.published_at)),
      words.accepted(v.accepted),
      `SHA-256 ${v.hash}`,
      ...v.changes.map((c) => `* ${words.change(c.kind, c.clause.title)}`),
      '',
      ...v.clauses.map((c, i) => `${i + 1}. ${c.title}\n   ${c.text.replaceAll('\n', '\n   ')}`),
    ].join('\n')
  return `${group}\n\n${versions.map(one).join('\n\n')}\n`
}
