import { refused, unavailable } from '../../kernel/problem.ts'
import { engineInHead, newerEngine } from './engine.ts'

/**
 * What the engine throws, as something that a person can act on. Its own words may hold values: they stay
 * in the cause, of which only the kind ("Conversion Error") is ever logged.
 */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const kind = /^[A-Z][A-Za-z ]* Error(?=:)/.exec(error.message)?.[0]
  if (kind === undefined) return error
  error.name = kind
  if (error.message.includes('Corrupt database file')) return damaged('The database', error)
  const remedy = REMEDIES[kind]
  return remedy === undefined
    ? error
    : unavailable(remedy.code, remedy.message, { remedy: remedy.remedy, cause: error })
}

/** Why the engine does not open a database, by what it says of it. */
export function openingFailure(error: unknown, file: string): unknown {
  const text = error instanceof Error ? error.message : ''
  if (text.includes('Could not set lock')) {
    return unavailable('database-locked', `Another program has ${file} open.`, {
      remedy: 'Close it; the data folder belongs to Figures alone.',
      cause: error,
    })
  }
  if (text.includes('with version number')) {
    return newerEngine(file, engineInHead(file))
  }
  if (text.includes('replaying WAL')) {
    return refused('damaged-log', `${file}.wal, the log of the last changes, is damaged.`, {
      remedy: `Restore a backup: figures restore FILE. Or move ${file}.wal away and start Figures: it goes on without those changes, says how many are missing, and reads the LMS again; tokens and reports made since then are lost.`,
      cause: error,
    })
  }
  if (DAMAGED.some((words) => text.includes(words))) return damaged(file, error)
  return failureOf(error)
}

const DAMAGED = [
  'not a valid DuckDB database',
  'Corrupt database file',
  'Could not read enough bytes',
  'Is a directory',
]

function damaged(what: string, cause: unknown): Error {
  return refused('damaged-database', `${what} is damaged and cannot be read.`, {
    remedy:
      'Restore a backup: figures restore FILE. Without one move the data folder away and start Figures: it reads the LMS from the beginning.',
    cause,
  })
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
