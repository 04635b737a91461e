import type { Check } from '../contract/source.ts'
import type { Fact } from '../facts/fact.ts'
import { NO_INT } from '../facts/fact.ts'
import {
  truthCertificate,
  truthCompletion,
  truthCourseGrade,
  truthEnrollment,
  truthLearner,
  truthSectionGrade,
} from '../facts/truth.ts'
import type { Source } from '../sources/source.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import { resolved, type Ledger } from './commit.ts'
import type { Ingest } from './ingest.ts'

type Difference = Check['differences'][number]
type Part = Check['parts'][number]

const MOST_SHOWN = 200

/** How one fact is compared: the counts that must agree, and the rows that do not. */
interface Comparison {
  readonly fact: Fact
  /** Name under which the source gives its rows. */
  readonly truth: string
  /** Columns: name, split, lms, figures. */
  readonly counts: Sql
  /** Columns: kind, row_id, learner, course, lms, figures. */
  readonly differences: Sql
}

const NOTE =
  'Figures was compared as it is: what changed on the platform since the last reading shows as a difference until the next. `--refresh` reads first.'
const FRESH = 'Each table was read, and then compared in one look at it.'

export interface CheckRequest {
  /** Reads each table, with a sweep, before it is compared. */
  readonly refresh: boolean
  readonly signal: AbortSignal
}

/** Compares every source that keeps tables with those tables, row by row. */
export async function checkAll(ingest: Ingest, request: CheckRequest): Promise<Check> {
  const comparable = ingest.sources.filter((s) => s.truth !== undefined)
  if (comparable.length === 0) {
    const note = 'The simulated campus keeps no tables: there is nothing to compare with.'
    return { agrees: true, parts: [], differences: [], found: 0, tables: [], note }
  }
  const compared: Compared[] = []
  for (const source of comparable) {
    const can = new Set((await source.capabilities()).filter((c) => c.available).map((c) => c.name))
    for (const [capability, comparison] of COMPARISONS) {
      if (!can.has(capability)) continue
      if (request.refresh) {
        const { problem } = await ingest.readPart(source, capability, 'sweep')
        if (problem !== undefined) throw problem
      }
      compared.push(await compare(ingest.ledger, source, comparison, request.signal))
    }
  }
  const found = compared.reduce((sum, c) => sum + c.found, 0)
  const differences = compared.flatMap((c) => c.differences)
  // Two rows of the platform that are one here differ in no row, only in the count.
  const counted = compared.every(
    (c) => c.table.retired > 0 || c.parts.every((p) => p.lms === p.figures),
  )
  return {
    agrees: found === 0 && counted,
    parts: compared.flatMap((c) => c.parts),
    differences: differences.slice(0, MOST_SHOWN),
    found,
    tables: compared.map((c) => c.table),
    note: request.refresh ? FRESH : NOTE,
  }
}

interface Compared {
  readonly table: Check['tables'][number]
  readonly parts: readonly Part[]
  readonly differences: readonly Difference[]
  /** Differences that nothing explains. */
  readonly found: number
}

async function compare(
  ledger: Ledger,
  source: Source,
  comparison: Comparison,
  signal: AbortSignal,
): Promise<Compared> {
  const { store, keys } = ledger
  try {
    return await store.transaction(async (tx) => {
      const seen = await gather({ tx, keys, source }, comparison, signal)
      const counts = await tx.query<{ name: string; split: string; lms: number; figures: number }>(
        comparison.counts,
      )
      const parts = counts.map(({ split, ...count }) => ({ ...count, by: split }))
      const rows = await tx.query<{
        kind: Difference['kind']
        row_id: number | null
        learner: string
        course: string | null
        lms: string | null
        figures: string | null
        found: number
        retired: number
      }>(sql`with d as (select * from (${comparison.differences}) as all_differences),
          explained as (select d.* replace (if(r.learner is null, d.kind, 'retired') as kind)
            from d left join (select distinct printf('%016x', learner) as learner from retiring) as r
              on r.learner = d.learner)
        select *, count(*) filter (where kind <> 'retired') over () as found,
            count(*) filter (where kind = 'retired') over () as retired
          from explained order by kind = 'retired', kind, course, row_id limit ${integer(MOST_SHOWN)}`)
      const differences = rows.map((r) => ({
        fact: comparison.fact.name.replace('truth_', '').replace('_seen', ''),
        kind: r.kind,
        row: r.row_id === null ? `learner ${r.learner}` : `${seen.table} id ${r.row_id}`,
        course: r.course,
        lms: r.lms,
        figures: r.figures,
      }))
      const table = { ...seen, retired: rows[0]?.retired ?? 0 }
      return { table, parts, differences, found: rows[0]?.found ?? 0 }
    })
  } catch (error) {
    // Ids given to texts first met here are undone with the transaction.
    keys.forget()
    throw error
  }
}

async function gather(
  on: { readonly tx: Transaction; readonly source: Source } & Pick<Ledger, 'keys'>,
  comparison: Comparison,
  signal: AbortSignal,
): Promise<Omit<Check['tables'][number], 'retired'>> {
  const { tx, keys, source } = on
  const { fact } = comparison
  const quarantined: Record<string, number> = {}
  let table = ''
  let rows = 0
  for await (const page of source.truth!(comparison.truth, signal)) {
    const write = { columns: { ...page.columns, row_id: page.ids } }
    await tx.stage(fact.name, await resolved(tx, keys, { fact, write }), page.rows, table !== '')
    table = page.table
    rows += page.rows
    for (const [reason, n] of Object.entries(page.quarantined)) {
      quarantined[reason] = (quarantined[reason] ?? 0) + n
    }
  }
  return { table, rows, quarantined }
}

const stageOf = (fact: Fact): Sql => name('temp', `stage_${fact.name}`)
const hex = raw("printf('%016x', coalesce(t.learner, f.learner))")

const accounts: Comparison = {
  fact: truthLearner,
  truth: 'learner',
  counts: sql`select 'accounts' as name, '' as split,
    (select count(*) from ${stageOf(truthLearner)}) as lms, (select count(*) from learner) as figures`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      t.row_id, ${hex} as learner, null as course,
      case when t.learner is not null then concat_ws(' ', if(t.active, 'active', 'inactive'), if(t.global_staff, 'staff', null)) end as lms,
      case when f.learner is not null then concat_ws(' ', if(f.active, 'active', 'inactive'), if(f.global_staff, 'staff', null)) end as figures
    from ${stageOf(truthLearner)} as t full outer join learner as f on f.learner = t.learner
    where t.learner is null or f.learner is null or t.active <> f.active
      or t.global_staff <> f.global_staff or t.joined <> f.joined`,
}

const openSpans = sql`(select learner, course, mode from enrollment_span where ended is null and ending is null)`
const activeTruth = sql`(select * from ${stageOf(truthEnrollment)} where active)`

const enrollmentsByCourse: Comparison = {
  fact: truthEnrollment,
  truth: 'enrollment_seen',
  counts: sql`with t as (select course, mode, count(*) as n from ${activeTruth} group by all),
      f as (select course, mode, count(*) as n from ${openSpans} group by all)
    select 'enrollments' as name, concat(c.text, ' ', m.text) as split,
      coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
    from t full outer join f on f.course = t.course and f.mode = t.mode
      join course as c on c.id = coalesce(t.course, f.course)
      join mode as m on m.id = coalesce(t.mode, f.mode) order by split`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      coalesce(t.row_id, gone.row_id) as row_id, ${hex} as learner, c.text as course,
      case when t.learner is not null then concat('active ', tm.text) else 'not enrolled' end as lms,
      case when f.learner is not null then concat('active ', fm.text) else 'not enrolled' end as figures
    from ${activeTruth} as t
      full outer join ${openSpans} as f on f.learner = t.learner and f.course = t.course
      left join ${stageOf(truthEnrollment)} as gone
        on not gone.active and gone.learner = f.learner and gone.course = f.course
      join course as c on c.id = coalesce(t.course, f.course)
      left join mode as tm on tm.id = t.mode left join mode as fm on fm.id = f.mode
    where t.learner is null or f.learner is null or t.mode <> f.mode`,
}

const passedTruth = sql`(select * from ${stageOf(truthCourseGrade)} where passing and passed <> -2147483648)`
const passedFigures = raw('(select * from course_grade where passing and passed is not null)')

const passing: Comparison = {
  fact: truthCourseGrade,
  truth: 'course_grade',
  counts: sql`with t as (select course, count(*) as n from ${passedTruth} group by all),
      f as (select course, count(*) as n from ${passedFigures} group by all)
    select 'passing learners' as name, c.text as split, coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
    from t full outer join f on f.course = t.course join course as c on c.id = coalesce(t.course, f.course) order by split`,
  differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
      coalesce(t.row_id, held.row_id) as row_id, ${hex} as learner, c.text as course,
      case when t.learner is not null then 'passing' else 'not passing' end as lms,
      case when f.learner is not null then 'passing' else 'not passing' end as figures
    from ${passedTruth} as t
      full outer join ${passedFigures} as f on f.learner = t.learner and f.course = t.course
      left join ${stageOf(truthCourseGrade)} as held on held.learner = f.learner and held.course = f.course
      join course as c on c.id = coalesce(t.course, f.course)
    where t.learner is null or f.learner is null or t.passed <> f.passed`,
}

/** Rows counted by course and compared value by value. */
function byCourse(
  truth: string,
  of: {
    readonly fact: Fact
    readonly title: string
    readonly kept: string
    readonly values: readonly string[]
  },
): Comparison {
  const { fact, kept, values } = of
  const keys = fact.identity.filter((c) => c !== 'learner')
  const same = join(
    fact.identity.map((c) => sql`f.${name(c)} = t.${name(c)}`),
    ' and ',
  )
  const differ = join(
    values.map((c) => {
      const column = fact.columns[c]!
      const staged = nulled(column.nullable, sql`t.${name(c)}`)
      return sql`${staged} is distinct from f.${name(c)}`
    }),
    ' or ',
  )
  const told = (side: string): Sql => {
    const texts = values.map(
      (c) => sql`concat(${c}, ' ', cast(${raw(`${side}.`)}${name(c)} as varchar))`,
    )
    return sql`concat_ws(', ', ${join(texts)})`
  }
  const block = keys.includes('block')
  return {
    fact,
    truth,
    counts: sql`with t as (select course, count(*) as n from ${stageOf(fact)} group by all),
        f as (select course, count(*) as n from ${name(kept)} group by all)
      select ${of.title} as name, c.text as split, coalesce(t.n, 0) as lms, coalesce(f.n, 0) as figures
      from t full outer join f on f.course = t.course join course as c on c.id = coalesce(t.course, f.course) order by split`,
    differences: sql`select case when f.learner is null then 'missing' when t.learner is null then 'extra' else 'different' end as kind,
        t.row_id, ${hex} as learner, ${block ? raw("concat(c.text, ' ', b.text)") : raw('c.text')} as course,
        case when t.learner is not null then ${told('t')} end as lms,
        case when f.learner is not null then ${told('f')} end as figures
      from ${stageOf(fact)} as t full outer join ${name(kept)} as f on ${same}
        join course as c on c.id = coalesce(t.course, f.course)
        ${block ? raw('left join block as b on b.id = coalesce(t.block, f.block)') : raw('')}
      where t.learner is null or f.learner is null or ${differ}`,
  }
}

/** Staged whole numbers have a sentinel for null. */
const nulled = (nullable: boolean, field: Sql): Sql =>
  nullable ? sql`nullif(${field}, ${integer(NO_INT)})` : field

const COMPARISONS: readonly (readonly [string, Comparison])[] = [
  ['account', accounts],
  ['enrollment', enrollmentsByCourse],
  ['course_grade', passing],
  [
    'section_grade',
    byCourse('section_grade', {
      fact: truthSectionGrade,
      title: 'section grades',
      kept: 'section_grade',
      values: ['earned', 'possible', 'earned_all', 'possible_all', 'overridden'],
    }),
  ],
  [
    'completion',
    byCourse('completion', {
      fact: truthCompletion,
      title: 'completions',
      kept: 'completion',
      values: ['share', 'first', 'last'],
    }),
  ],
  [
    'certificate',
    byCourse('certificate', {
      fact: truthCertificate,
      title: 'certificates',
      kept: 'certificate',
      values: ['status', 'issued'],
    }),
  ],
]
