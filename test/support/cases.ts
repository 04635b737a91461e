import type { Parameters } from 'fast-check'

/**
 * How many cases a property test tries. `npm test` tries a sample that is the same in each run: what fails
 * there fails for everybody. `npm run prove` sets the full count by the environment, from a seed that
 * fast-check chooses and says. SEED=… tries that one, SHRINK=1 looks for the smallest case that fails.
 */
export function countOf(setting: string, sample: number): number {
  return Number(process.env[setting] ?? sample)
}

/** The seed that goes with a count, and that a failure ends the test at once. */
export function seeded(setting: string): Pick<Parameters, 'seed' | 'endOnFailure'> {
  const chosen = process.env['SEED']
  const full = process.env[setting] !== undefined
  return {
    endOnFailure: process.env['SHRINK'] === undefined,
    ...(chosen === undefined && full ? {} : { seed: Number(chosen ?? 20_261_128) }),
  }
}

/** For properties that take a moment: so many cases, and PROPERTY_TIMES as many when proving. */
export function sampled(cases = 100): Pick<Parameters, 'numRuns' | 'seed' | 'endOnFailure'> {
  return { numRuns: cases * countOf('PROPERTY_TIMES', 1), ...seeded('PROPERTY_TIMES') }
}
