import type { Truth } from '../source.ts'
import type { Session } from './connect.ts'
import { MYSQL } from './dialect.ts'
import type { Pace } from './pace.ts'
import type { Names } from './shape.ts'
import type { Schema } from './schema.ts'
import { states } from './truth/acts.ts'
import { columnsOf, type Told } from './truth/columns.ts'
import { companyEnrollments, members } from './truth/companies.ts'
import { courses } from './truth/courses.ts'
import { enrollmentHistory, enrollments, oldEnrollmentHistory } from './truth/enrollments.ts'
import { accounts, cohortMembers, demographics, forgotten } from './truth/people.ts'
import { certificates, completions, courseGrades, sectionGrades } from './truth/results.ts'
import { roles } from './truth/roles.ts'
import type { TruthOf, TruthTable } from './truth/table.ts'
import { KeyTexts, Unusable, type Text } from './truth/text.ts'

const TRUTHS: readonly TruthOf[] = [
  courses,
  accounts,
  forgotten,
  roles,
  cohortMembers,
  demographics,
  enrollments,
  enrollmentHistory,
  oldEnrollmentHistory,
  certificates,
  courseGrades,
  sectionGrades,
  completions,
  members,
  companyEnrollments,
  states,
]

/** Ids that are counted by one statement: bounds its time on the server. */
const WINDOW = 1_000_000
/** More windows than this are not asked for: then they are wider, and mostly empty. */
const MOST_WINDOWS = 500

interface On {
  readonly session: Session
  readonly schema: Schema
}

interface Asked {
  readonly fact: string
  readonly names: Pick<Names, 'pseudonyms'>
  readonly pace: Pace
  readonly signal: AbortSignal
}

/**
 * All rows of the tables behind one fact, in one consistent look at the database, read by statements and a
 * decoder that the readings do not use: what they overlook must not be overlooked here, too.
 */
export async function* readTruth(on: On, of: Asked): AsyncGenerator<Truth> {
  const { session } = on
  const truth = TRUTHS.find((t) => t.fact.name === of.fact)
  if (truth === undefined) throw new RangeError(`no table tells the truth about ${of.fact}`)
  await session.rows(MYSQL.snapshot)
  try {
    yield* tellRows(on, truth, of)
  } finally {
    // A view that stays open keeps the server from tidying up behind it.
    await session.rows('commit').catch(() => undefined)
  }
}

/** What the rows of the tables say, page by page. */
async function* tellRows(
  { session, schema }: On,
  truth: TruthOf,
  of: Asked,
): AsyncGenerator<Truth> {
  const keys = new KeyTexts()
  for (const table of await truth.tables(schema, session)) {
    const total = await rowsOf(session, table)
    for await (const cells of pagesOf(session, table, of.pace.page)) {
      const { rows, ...counts } = told(table, cells, keys)
      const columns = columnsOf(truth.fact, rows, of.names.pseudonyms)
      yield { table: table.table, total, ...counts, rows: rows.length, columns }
      of.signal.throwIfAborted()
    }
  }
}

/** What a page says, and how many of its rows can and cannot be used. */
function told(
  table: TruthTable,
  cells: readonly (readonly Text[])[],
  keys: KeyTexts,
): Pick<Truth, 'used' | 'unusable'> & { readonly rows: readonly Told[] } {
  const rows: Told[] = []
  const unusable: Record<string, number> = {}
  let used = 0
  for (const [id, ...texts] of cells) {
    const said = table.read(texts, keys)
    if (said instanceof Unusable) {
      unusable[said.reason] = (unusable[said.reason] ?? 0) + 1
      continue
    }
    used++
    const row_id = id === null || table.anonymous === true ? null : Number(id)
    for (const row of Array.isArray(said) ? (said as Told[]) : [said as Told]) {
      rows.push({ ...row, row_id })
    }
  }
  return { used, unusable, rows }
}

/** Pages in the order of ids, the id first; at least one, which may be empty. */
async function* pagesOf(
  session: Session,
  table: TruthTable,
  size: number,
): AsyncGenerator<(readonly Text[])[]> {
  const { id, tie, columns } = table
  const from = table.from ?? `${table.table} as r`
  const select = [charsOf(id), charsOf(tie), ...columns].join(', ')
  const order = tie === undefined ? id : `${id}, ${tie}`
  const all = table.where ?? 'true'
  let where = all
  for (;;) {
    const paged = id === undefined ? '' : ` order by ${order} limit ${size}`
    const found = await session.rows(`select ${select} from ${from} where ${where}${paged}`)
    const rows = found as (readonly Text[])[]
    yield rows.map((row) => row.toSpliced(1, 1))
    const last = rows.at(-1)
    if (id === undefined || rows.length < size || last === undefined) return
    where = `${all} and ${behind(table, last)}`
  }
}

const charsOf = (column: string | undefined): string =>
  column === undefined ? 'null' : `cast(${column} as char)`

/** SQL for the rows behind one, by its id and what tells it apart from others of that id. */
function behind({ table, id, tie }: TruthTable, [at, apart]: readonly Text[]): string {
  if (at == null || !/^-?\d+$/.test(at))
    throw new RangeError(`${table} has an id that is no number`)
  if (tie === undefined) return `${id} > ${at}`
  if (apart == null || !/^[\da-z-]+$/i.test(apart)) {
    throw new RangeError(`${table} has a row that is not told apart`)
  }
  return `${id} >= ${at} and (${id} > ${at} or ${tie} > '${apart}')`
}

/** Rows that the table has, by the server's own count. */
async function rowsOf(
  session: Session,
  { table, id, where: all = 'true' }: TruthTable,
): Promise<number> {
  const count = async (where: string): Promise<number> => {
    const [row] = await session.rows(`select count(*) from ${table} as r where ${all} and ${where}`)
    return Number(row![0])
  }
  if (id === undefined) return count('true')
  const [ends] = await session.rows(
    `select cast(min(${id}) as char), cast(max(${id}) as char) from ${table} as r`,
  )
  if (ends![0] === null) return 0
  const [first, last] = [Number(ends![0]), Number(ends![1])]
  const width = Math.max(WINDOW, Math.ceil((last - first + 1) / MOST_WINDOWS))
  let sum = 0
  for (let at = first; at <= last; at += width) {
    sum += await count(`${id} >= ${at} and ${id} < ${at + width}`)
  }
  return sum
}
