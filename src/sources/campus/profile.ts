import { EDUCATIONS, GENDERS } from '../../facts/demographic.ts'
import { randomOf } from './random.ts'

const COUNTRIES = [
  ['US', 'CA', 'MX'],
  ['DE', 'AT', 'PL', 'FR'],
  ['IN', 'LK', 'NP'],
] as const

/** What somebody says of themselves; most say most. */
export interface Profile {
  readonly birthYear: number | null
  readonly gender: string | null
  readonly education: string | null
  readonly country: string | null
}

export function profileOf(userId: number, franchise: number): Profile {
  const random = randomOf('profile', userId)
  const said = <T>(value: T): T | null => (random.chance(0.8) ? value : null)
  return {
    birthYear: said(random.between(1955, 2006)),
    gender: said(GENDERS[random.weighted([48, 49, 3])]!),
    education: said(random.pick(EDUCATIONS)),
    country: said(random.pick(COUNTRIES[franchise] ?? COUNTRIES[0])),
  }
}
