/**
 * What the SQL of one kind of database server has of its own. Everything else that Figures asks is common
 * SQL. The LMS runs on MySQL and MariaDB today; another kind of server is another value of this type.
 */
export interface Dialect {
  /** A name of a database, table or column as it stands in a statement. */
  quote(name: string): string
  /**
   * Quarter hours since 1970 of a naive UTC datetime; null for a zero date. Of a column of texts, which other
   * servers and migrations leave: of an ISO instant with or without an offset from UTC; null for any other.
   */
  quarter(column: string): string
  /** Seconds since 1970 of the same. */
  second(column: string): string
  /** Microseconds since 1970 of the same. */
  micro(column: string): string
  /** A 32-bit checksum of a number and of values of any kind, each told from its neighbors and from null. */
  checksum(key: string, values: readonly string[]): string
  /** The CRC-32 of a text or a number as text, as Node works it out, too. */
  crc32(text: string): string
  /** A text, as the hexadecimal digits of its UTF-8. */
  textAsHex(column: string): string
  /** A number, as the server writes it. */
  numberAsText(column: string): string
  /** A flag, as its number, a blank and, where it is kept as a text, the hexadecimal digits of that. */
  flagAsText(column: string): string
  /** A naive UTC datetime to the second, `2026-03-01 08:00:59`; of zeros for a zero date; a text as it is. */
  instantAsText(column: string): string
  /** A text in the characters and by the collation of another column. */
  spelledAs(text: string, as: { readonly characters: string; readonly collation: string }): string
  /** A member of an object of JSON as a text; null where there is none. */
  jsonMember(column: string, name: string): string
  /** Asks the server's own clock: microseconds since 1970. */
  readonly clock: string
  /** Begins a look at one consistent state of the database. */
  readonly snapshot: string
  /** Asks how many rows a table has by the server's estimate, given the names of database and table. */
  readonly estimate: string
  /** Settings of a session that limit how long a statement may run; none where the version knows none. */
  statementLimit(version: string, seconds: number): readonly string[]
}

/** By the standard's forms: a day, with a time to the minute or more, with an offset. */
const INSTANT =
  '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?$'

/** Whether a column is one of instants or numbers: the server's way to say so costs nothing a row. */
const isTyped = (column: string): string => `coercibility(${column}) = 5`

/** SQL of the time that has passed since 1970; of a text less its offset, where it has one. */
function since1970(unit: string, column: string): string {
  const since = (instant: string): string => `timestampdiff(${unit}, '1970-01-01', ${instant})`
  const text = `upper(trim(convert(${column} using utf8mb4)))`
  const sign = `greatest(locate('+', ${text}, 17), locate('-', ${text}, 17))`
  const local = `if(${sign} = 0, ${text}, left(${text}, ${sign} - 1))`
  const plain = `trim(replace(replace(replace(${local}, 'UTC', ''), 'Z', ''), ',', '.'))`
  const digits = `replace(substring(${text}, ${sign} + 1), ':', '')`
  const minutes = `if(${sign} = 0, 0, if(substring(${text}, ${sign}, 1) = '-', -1, 1)
    * (left(${digits}, 2) * 60 + concat('0', substring(${digits}, 3))))`
  const utc = `timestampadd(minute, -(${minutes}), ${plain})`
  return `if(${isTyped(column)}, ${since(column)}, if(${text} regexp '${INSTANT}', ${since(utc)}, null))`
}

export const MYSQL: Dialect = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  quarter: (column) => `${since1970('minute', column)} div 15`,
  second: (column) => since1970('second', column),
  micro: (column) => since1970('microsecond', column),
  // The server quotes each value: two texts are not taken for two others that read the same side by side.
  checksum: (key, values) =>
    `crc32(concat_ws('#', ${[key, ...values.map((v) => `quote(${v})`)].join(', ')}))`,
  crc32: (text) => `crc32(${text})`,
  textAsHex: (column) =>
    `if(charset(${column}) = 'binary', hex(cast(${column} as binary)), hex(convert(${column} using utf8mb4)))`,
  numberAsText: (column) => `cast(${column} as char)`,
  flagAsText: (column) => `concat(cast(${column} + 0 as char), ' ', hex(${column}))`,
  instantAsText: (column) =>
    `if(${isTyped(column)}, date_format(${column}, '%Y-%m-%d %H:%i:%s'), convert(${column} using utf8mb4))`,
  spelledAs: (text, { characters, collation }) =>
    `convert(${text} using ${characters}) collate ${collation}`,
  jsonMember: (column, name) =>
    `if(json_valid(${column}), json_unquote(json_extract(${column}, '$.${name}')), null)`,
  clock: "select timestampdiff(microsecond, '1970-01-01', utc_timestamp(6))",
  snapshot: 'start transaction with consistent snapshot, read only',
  estimate:
    'select table_rows from information_schema.tables where table_schema = ? and table_name = ?',
  statementLimit(version, seconds) {
    if (version.includes('MariaDB')) return [`max_statement_time = ${seconds}`]
    // MySQL before 5.7.8 cannot be told.
    const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number)
    const known = major > 5 || (major === 5 && (minor > 7 || (minor === 7 && patch >= 8)))
    return known ? [`max_execution_time = ${seconds * 1000}`] : []
  },
}
