// Holds api/openapi.yaml against the strict rules of an OpenAPI linter that is none of ours, as clients' tools will.
// Any problem, a warning too, fails.
import { fileURLToPath } from 'node:url'
import { createConfig, formatProblems, getTotals, lint } from '@redocly/openapi-core'

const config = await createConfig({ extends: ['recommended-strict'] })
const ref = fileURLToPath(new URL('../../api/openapi.yaml', import.meta.url))
const problems = await lint({ ref, config })
if (problems.length > 0) {
  formatProblems(problems, { totals: getTotals(problems), version: '', format: 'stylish' })
  process.exitCode = 1
}
