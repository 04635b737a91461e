/** A value that goes to the engine as a parameter. */
export type SqlValue = string | number | bigint | boolean | null

/** A piece of SQL with its parameters apart; made by `sql` and put together by nesting. */
export interface Sql {
  readonly parts: readonly (string | { readonly value: SqlValue })[]
}

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/

/** Tagged template: nested pieces are spliced, everything else becomes a parameter. */
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

/** Whole numbers as literals: long lists of edges would be slow as parameters. */
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

/** The text with numbered parameters, as engines take it. */
export function compiled(statement: Sql): { text: string; values: SqlValue[] } {
  const values: SqlValue[] = []
  const text = statement.parts
    .map((part) => {
      if (typeof part === 'string') return part
      values.push(part.value)
      return `$${values.length}`
    })
    .join('')
  return { text, values }
}

function isSql(value: Sql | SqlValue): value is Sql {
  return typeof value === 'object' && value !== null && 'parts' in value
}
