import type { Column, Fact } from '../facts/fact.ts'
import type { Dialect } from '../store/dialect.ts'
import { and, integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Transaction } from '../store/store.ts'
import type { Comparison } from './comparisons.ts'
import { textOfKey } from './key-lookup.ts'
import { stageOf } from './merge.ts'

/** A difference between a row of the platform and ours. */
export interface RowDifference {
  readonly [column: string]: string | number | null
  readonly kind: 'missing' | 'extra' | 'different' | 'retired'
  readonly row_id: number | null
  readonly learner: string | null
  readonly course: string | null
  readonly lms: string | null
  readonly figures: string | null
}

/** What differs between the staged rows of a table and what is kept of it. */
export interface Differences {
  readonly shown: readonly RowDifference[]
  /** Differences that nothing explains, and those of people who asked to be forgotten. */
  readonly found: number
  readonly retired: number
  /** Rows of the fact that the platform has and Figures lacks. */
  readonly missing: number
  /** Rows of the platform that are one row here with another. */
  readonly folded: number
  readonly counts: readonly {
    readonly split: string
    readonly lms: number
    readonly figures: number
  }[]
}

/** Numbers travel as text: the last bit may go. */
const CLOSE = raw('1e-9')

/** Compares what is staged with what is kept; nothing of it stays. */
export async function differencesOf(
  tx: Transaction,
  dialect: Dialect,
  of: { readonly comparison: Comparison; readonly most: number },
): Promise<Differences> {
  const { comparison } = of
  const folded = await foldRows(tx, dialect, comparison)
  await findDifferences(tx, dialect, comparison)
  const [sums] = await tx.query<{ found: number; retired: number; missing: number }>(
    sql`select count(*) filter (where kind <> 'retired') as found,
        count(*) filter (where kind = 'retired') as retired,
        count(*) filter (where not held) as missing
      from temp.difference`,
  )
  // Mostly there are none to put into words.
  const some = sums!.found + sums!.retired > 0
  const shown = some ? await shownOf(tx, comparison, of.most) : []
  const counts = await countsOf(tx, dialect, comparison)
  for (const table of ['difference', 'folded', stageName(comparison.fact)]) {
    await tx.run(sql`drop table ${name('temp', table)}`)
  }
  return { shown, ...sums!, folded, counts }
}

const stageName = (fact: Fact): string => `stage_${fact.name}`

/** The staged rows as they would be kept. */
function truthOf(dialect: Dialect, { fact }: Comparison): Sql {
  const fields = Object.entries(fact.columns).map(
    ([c, column]) => sql`${dialect.unstaged(column, name('s', c))} as ${name(c)}`,
  )
  return sql`(select ${join(fields)} from ${stageOf(fact)} as s)`
}

/**
 * Notes which staged rows are one row here, with the values that they have: Figures may have any of them.
 * Returns how many rows of the platform are thereby not rows of ours.
 */
async function foldRows(
  tx: Transaction,
  dialect: Dialect,
  comparison: Comparison,
): Promise<number> {
  const { fact, values } = comparison
  const truth = truthOf(dialect, comparison)
  const identity = join(fact.identity.map((c) => name('t', c)))
  const lists = values.map((c) => sql`list(${comparable('t', c)}) as ${name(c)}`)
  await tx.run(sql`create or replace temp table folded as
    select ${join([identity, sql`count(*) as rows`, ...lists])} from ${truth} as t
    where exists (select 1 from (select ${identity} from ${truth} as t group by ${identity} having count(*) > 1) as d
      where ${sameRow(dialect, fact, ['d', 't'])})
    group by ${identity}`)
  const [sum] = await tx.query<{ rows: number }>(
    sql`select coalesce(cast(sum(rows - 1) as double), 0) as rows from temp.folded`,
  )
  return sum!.rows
}

async function findDifferences(
  tx: Transaction,
  dialect: Dialect,
  comparison: Comparison,
): Promise<void> {
  const { fact, values, kept, keepsMore } = comparison
  const differing = values.map((c) => differs(fact.columns[c]!, [name('t', c), name('f', c)]))
  const both = (side: string): Sql[] =>
    values.map((c) => sql`${name(side, c)} as ${name(`${side}_${c}`)}`)
  const identity = fact.identity.map(
    (c) => sql`coalesce(${name('t', c)}, ${name('f', c)}) as ${name(c)}`,
  )
  const ofLearners = fact.identity.includes('learner')
  const explained = ofLearners && fact.name !== 'truth_retiring'
  const present = (side: 't' | 'f'): Sql => sql`${name(side, fact.identity[0]!)} is not null`
  const either = values.map(
    (c) => sql`coalesce(list_contains(${name('o', c)}, ${comparable('f', c)}), false)`,
  )
  // A deleted enrollment is known here, and not enrolled: no difference.
  const extra =
    values.includes('active') && fact.identity.includes('course') ? sql`f.active` : raw('true')
  await tx.run(sql`create or replace temp table difference as
    select ${join([...identity, ...both('t'), ...both('f')])}, t.row_id, ${present('f')} as held,
      case when ${explained ? raw('r.learner is not null') : raw('false')} then 'retired'
        when not ${present('f')} then 'missing' when not ${present('t')} then 'extra' else 'different' end as kind
    from ${truthOf(dialect, comparison)} as t
      ${raw(keepsMore === true ? 'left join' : 'full outer join')} ${kept} as f
        on ${sameRow(dialect, fact, ['f', 't'])}
      left join temp.folded as o on ${sameRow(dialect, fact, ['o', 't'])}
      ${explained ? raw('left join (select distinct learner from retiring) as r on r.learner = coalesce(t.learner, f.learner)') : raw('')}
    where not ${present('f')} or (not ${present('t')} and ${extra})
      or (${present('t')} and (${differing.length === 0 ? raw('false') : join(differing, ' or ')})
        and not (o.rows is not null and ${and(either)}))`)
  if (comparison.excused !== undefined) {
    await tx.run(sql`delete from temp.difference as d where ${comparison.excused}`)
  }
}

/** Some differences in words, always the same ones. */
async function shownOf(
  tx: Transaction,
  { fact, values, hidden }: Comparison,
  most: number,
): Promise<readonly RowDifference[]> {
  const words = (side: 't' | 'f'): Sql => {
    const texts = values.map((c) => {
      const column = fact.columns[c]!
      const mine = name('d', `${side}_${c}`)
      const word = hidden === true ? sql`${c.replace('_', ' ')}` : inWords(c, column, mine)
      // Of a row that both have, only what differs.
      const shown = differs(column, [name('d', `t_${c}`), name('d', `f_${c}`)])
      return sql`case when d.kind in ('missing', 'extra') or ${shown} then ${word} end`
    })
    return texts.length === 0 ? raw("''") : sql`concat_ws(', ', ${join(texts)})`
  }
  const has = (column: string): boolean => fact.identity.includes(column)
  const place = [
    ...(has('course') ? [textOfKey('course', sql`d.course`)] : []),
    ...(has('organization') ? [textOfKey('organization', sql`d.organization`)] : []),
    ...(has('block') ? [textOfKey('block', sql`d.block`)] : []),
    ...(has('quarter') ? [instantInWords(sql`d.quarter`)] : []),
  ]
  const learner = has('learner') ? raw("printf('%016x', d.learner)") : raw('null')
  const identity = fact.identity.map((c) => name(c))
  return tx.query<RowDifference>(sql`select d.kind, d.row_id, ${learner} as learner,
      ${place.length === 0 ? raw('null') : sql`concat_ws(' ', ${join(place)})`} as course,
      case when d.kind = 'extra' then null else nullif(${words('t')}, '') end as lms,
      case when d.kind = 'missing' then null else nullif(${words('f')}, '') end as figures
    from (select * from temp.difference
      order by kind = 'retired', kind, ${join(identity)} limit ${integer(most)}) as d`)
}

/** How many rows each side has, split as declared. */
async function countsOf(
  tx: Transaction,
  dialect: Dialect,
  comparison: Comparison,
): Promise<Differences['counts']> {
  const { fact, split, kept, keepsMore } = comparison
  const counted = comparison.counted ?? raw('true')
  const by = split.map((c) => name(c))
  const fields = by.length === 0 ? raw('0 as everything') : join(by)
  const distinct = sql`(select distinct ${join([...fact.identity, ...split.filter((c) => !fact.identity.includes(c))].map((c) => name(c)))}
    from ${truthOf(dialect, comparison)} as t where ${counted})`
  const figures =
    keepsMore === true
      ? sql`select ${fields}, -count(*) as n from (select distinct ${join(fact.identity.map((c) => name(c)))} from temp.difference where not held) as d group by all`
      : sql`select ${fields}, count(*) as n from ${kept} as f where ${counted} group by all`
  const t = sql`select ${fields}, count(*) as n from ${distinct} as d group by all`
  const keys = split.length === 0 ? ['everything'] : split
  const same = and(keys.map((c) => dialect.same(name('t', c), name('f', c))))
  const texts = split.map((c) => textOfKey(c, sql`b.${name(c)}`))
  return tx.query<{ split: string; lms: number; figures: number }>(sql`
    with t as (${t}), f as (${figures}), b as (
      select ${join(keys.map((c) => sql`coalesce(${name('t', c)}, ${name('f', c)}) as ${name(c)}`))},
        coalesce(t.n, 0) as lms,
        coalesce(f.n, 0) + ${keepsMore === true ? raw('coalesce(t.n, 0)') : raw('0')} as figures
      from t full outer join f on ${same})
    select ${texts.length === 0 ? raw("''") : sql`concat_ws(' ', ${join(texts)})`} as split, b.lms, b.figures
    from b order by split`)
}

function sameRow(dialect: Dialect, fact: Fact, [a, b]: readonly [string, string]): Sql {
  return and(
    fact.identity.map((c) =>
      fact.columns[c]!.nullable
        ? dialect.same(name(a, c), name(b, c))
        : sql`${name(a, c)} = ${name(b, c)}`,
    ),
  )
}

/** A value as a text that is never null. */
const comparable = (side: string, column: string): Sql =>
  sql`coalesce(cast(${name(side, column)} as varchar), '')`

function differs(column: Column, [a, b]: readonly [Sql, Sql]): Sql {
  if (column.type.kind !== 'number') return sql`${a} is distinct from ${b}`
  return sql`(${a} is null) <> (${b} is null) or abs(${a} - ${b}) > ${CLOSE} * greatest(1, abs(${a}))`
}

/** A value as a person reads it, after its name. */
function inWords(columnName: string, { type }: Column, value: Sql): Sql {
  const title = columnName.replace('_', ' ')
  const said = (text: Sql): Sql => sql`concat(${title}, ' ', coalesce(${text}, 'not set'))`
  switch (type.kind) {
    case 'flag':
      return sql`case when ${value} then ${title} else ${`not ${title}`} end`
    case 'quarter':
      return said(instantInWords(value))
    case 'key':
      // Without one there is nothing to say.
      return sql`case when ${value} is not null then ${said(textOfKey(type.of, value))} end`
    case 'code': {
      const words = type.codes.map((word, code) => sql`when ${integer(code)} then ${word}`)
      return said(sql`case ${value} ${join(words, ' ')} end`)
    }
    case 'integer':
    case 'number':
    case 'text':
    case 'learner':
      return said(sql`cast(${value} as varchar)`)
  }
}

/** The quarter hour as UTC text. */
const instantInWords = (quarter: Sql): Sql =>
  sql`strftime(make_timestamp(cast(${quarter} as bigint) * 900000000), '%Y-%m-%d %H:%M')`
