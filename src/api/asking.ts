import type { Caller } from '../access/permission.ts'
import type { Answer, Query } from '../contract/query.ts'
import type { ApiDeps } from './deps.ts'

/** Answers a query with what the caller may see, as it stands at this moment. */
export async function askAs(deps: ApiDeps, caller: Caller, query: Query): Promise<Answer> {
  const { store, answers, catalogue, effects } = deps
  const { zone, weekStarts, quiet, smallestGroup } = deps.settings
  const knowledge = await deps.knowledge.now()
  const { scope } = caller
  const now = effects.now()
  return answers.answer(
    { store, catalogue, knowledge, scope, zone, weekStarts, quiet, smallestGroup, now },
    query,
  )
}
