import { unavailable } from '../../kernel/problem.ts'

/**
 * What the engine throws, as something that a person can act on. Its own words may hold values: they stay
 * in the cause, of which only the kind ("Conversion Error") is ever logged.
 */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const kind = /^[A-Z][A-Za-z ]* Error(?=:)/.exec(error.message)?.[0]
  if (kind === undefined) return error
  error.name = kind
  const remedy = REMEDIES[kind]
  return remedy === undefined
    ? error
    : unavailable(remedy.code, remedy.message, { remedy: remedy.remedy, cause: error })
}

const DISK = {
  code: 'store-disk',
  message: 'The store cannot read or write its files.',
  remedy:
    'See that the data folder is there, can be written and has room; then start Figures again.',
}

const REMEDIES: Readonly<Record<string, typeof DISK>> = {
  'Out of Memory Error': {
    code: 'store-memory',
    message: 'The store has too little memory for this.',
    remedy: 'Raise FIGURES_MEMORY, or ask for a shorter period or fewer dimensions.',
  },
  'IO Error': DISK,
  // After one of these the engine refuses everything.
  'FATAL Error': DISK,
}
