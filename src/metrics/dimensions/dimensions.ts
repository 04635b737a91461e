import { badRequest } from '../../kernel/problem.ts'
import { suggestion } from '../../kernel/suggest.ts'
import type { Dimension } from './dimension.ts'
import { PERSONS } from './person.ts'
import { PLACES } from './place.ts'
import { STANDINGS } from './standing.ts'

/** Everything that a metric can be split and filtered by. */
export const DIMENSIONS: readonly Dimension[] = [...PLACES, ...PERSONS, ...STANDINGS]

export function dimensionNamed(name: string): Dimension {
  const dimension = DIMENSIONS.find((d) => d.name === name)
  if (dimension !== undefined) return dimension
  const names = DIMENSIONS.map((d) => d.name)
  throw badRequest('unknown-dimension', `There is no dimension '${name}'.`, {
    remedy: suggestion(name, names),
    allowed: names,
  })
}
