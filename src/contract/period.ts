/** The periods that have a name; `custom` is from one date to another. */
export const PERIODS = [
  'today',
  '7d',
  '28d',
  '90d',
  'month',
  'lastmonth',
  'year',
  'custom',
] as const
export type PeriodName = (typeof PERIODS)[number]
