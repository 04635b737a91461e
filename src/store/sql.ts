/** A value in a statement. */
export type SqlValue = string | number | bigint | boolean | null

/** A piece of SQL with its values apart; made by `sql` and put together by nesting. */
export interface Sql {
  readonly parts: readonly (string | { readonly value: SqlValue })[]
}

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/

/** Tagged template: nested pieces are spliced, everything else is a value. */
export function sql(strings: TemplateStringsArray, ...values: readonly (Sql | SqlValue)[]): Sql {
  const parts: (string | { value: SqlValue })[] = []
  strings.forEach((text, i) => {
    parts.push(text)
    if (i >= values.length) return
    const value = values[i]!
    if (isSql(value)) parts.push(...value.parts)
    else parts.push({ value })
  })
  return { parts }
}

/** A name of a table or column; refuses anything that would need quoting. */
export function name(...path: readonly string[]): Sql {
  for (const part of path) {
    if (!PLAIN_NAME.test(part)) throw new RangeError(`'${part}' is not a plain SQL name`)
  }
  return { parts: [path.join('.')] }
}

/** SQL text written by hand in the dialect or a declaration; never from input. */
export function raw(text: string): Sql {
  return { parts: [text] }
}

/** A whole number, or a defect: for edges and codes, which are never anything else. */
export function integer(value: number): Sql {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`)
  return { parts: [String(value)] }
}

export function join(pieces: readonly Sql[], separator = ', '): Sql {
  return { parts: pieces.flatMap((p, i) => (i === 0 ? p.parts : [separator, ...p.parts])) }
}

/** All of them, or `true` when there are none. */
export function and(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('true') : join(conditions, ' and ')
}

/** Any of them, or `false` when there are none. */
export function or(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? raw('false') : sql`(${join(conditions, ' or ')})`
}

/**
 * The statement with its values written as literals. Not as parameters: the engine plans a prepared
 * statement anew when anything has changed in between, and has been seen to fail at that.
 */
export function compiled(statement: Sql): string {
  return statement.parts
    .map((part) => (typeof part === 'string' ? part : literal(part.value)))
    .join('')
}

/** In standard SQL a quote is the only character of a text that means anything. */
function literal(value: SqlValue): string {
  if (value === null) return 'null'
  if (typeof value === 'string') {
    const quoted = `'${value.replaceAll("'", "''")}'`
    // A statement cannot hold a zero byte. Nothing that is kept has one: a question that has finds nothing.
    return value.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${value} is not a number that can be stored`)
  }
  return String(value)
}

function isSql(value: Sql | SqlValue): value is Sql {
  return typeof value === 'object' && value !== null && 'parts' in value
}
