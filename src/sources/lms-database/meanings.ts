/** What one kind of failure means. */
export interface Meaning {
  readonly code: string
  readonly message: string
  readonly remedy?: string
}

/** What a failure is told with: never a value of a row, nor the password. */
export interface Place {
  /** Host and port. */
  readonly at: string
  readonly user: string
  readonly database: string
  readonly setting: string
  /** The table that the server names; `*` when it names none. */
  readonly table: string
  readonly hasPassword: boolean
}

export const unreachable = (at: string): Meaning => ({
  code: 'lms-unreachable',
  message: `Nothing answers as a database at ${at}.`,
  remedy: 'Check host and port, that the server runs, and that it may be reached from here.',
})

export const strange = (at: string): Meaning => ({
  code: 'lms-protocol',
  message: `What answers at ${at} is not a MySQL or MariaDB server.`,
  remedy: 'Check host and port: MySQL and MariaDB usually listen on 3306.',
})

export const lost = (at: string): Meaning => ({
  code: 'lms-lost',
  message: `The connection to the database at ${at} was lost.`,
  remedy: 'Figures goes on where it stopped as soon as the server answers.',
})

export const characters = (at: string): Meaning => ({
  code: 'lms-characters',
  message: `The database at ${at} does not return text as UTF-8, so names and keys would be read wrong.`,
  remedy:
    'Let it know utf8mb4, and let neither a proxy nor init_connect change the character set of sessions.',
})
