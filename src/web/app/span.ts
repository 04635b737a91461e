import type { IntlShape } from 'react-intl'

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** A span of time in its largest fitting unit, in words: `12 seconds`, `3 hours`. */
export function spanText(intl: IntlShape, seconds: number): string {
  const [unit, size] = UNITS.find(([, s]) => seconds >= 1.5 * s) ?? (['second', 1] as const)
  const value = seconds / size
  // Short readings take fractions of a second.
  const maximumFractionDigits = unit === 'second' && value < 10 ? 1 : 0
  return intl.formatNumber(value, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits,
  })
}
