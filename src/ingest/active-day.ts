import { activeCourseDay, activeDay, FAR_QUARTERS } from '../facts/active-day.ts'
import { rollUpMark } from '../facts/fact.ts'
import { localDaysIn, QUARTERS_A_DAY } from '../kernel/time.ts'
import { integer, join, name, raw, sql, type Sql } from '../store/sql.ts'
import type { Reader, Transaction } from '../store/store.ts'

/** What the counts of days rest on beside the facts: when it changes they are made anew. */
const rules = `tz ${process.versions['tz'] ?? ''}`
const mark = (zone: string): string => `${rollUpMark(activeDay)} ${zone} ${rules}`

/** The zone whose days are counted and kept in step; null when none are. */
export async function zoneOfDays(store: Reader): Promise<string | null> {
  const rows = await store.query<{ name: string }>(sql`select name from roll_up`)
  const [begin, end] = [`${rollUpMark(activeDay)} `, ` ${rules}`]
  const found = rows.find((r) => r.name.startsWith(begin) && r.name.endsWith(end))
  return found?.name.slice(begin.length, -end.length) ?? null
}

/** Counts every day of a zone anew from `active_quarter`. */
export async function makeActiveDays(tx: Transaction, zone: string): Promise<void> {
  await tx.empty(activeDay.name)
  await tx.empty(activeCourseDay.name)
  const visits = raw('(select *, 1 as sign from active_quarter)')
  await layCalendar(tx, visits, zone)
  await tx.run(sql`insert into active_day (day, before, visits) ${daysOf(visits)}`)
  await tx.run(sql`insert into active_course_day (course, day, visits, observed)
    ${courseDaysOf(visits)}`)
  await tx.run(sql`delete from roll_up where starts_with(name, ${`${rollUpMark(activeDay)} `})`)
  await tx.run(sql`insert into roll_up (name) values (${mark(zone)})`)
}

/**
 * Keeps the counts in step with rows of `active_quarter` that came (`sign` 1) or that are not as they
 * were (-1), which lie in `temp.visit_change`.
 */
export async function followActiveDays(tx: Transaction): Promise<void> {
  const zone = await zoneOfDays(tx)
  if (zone === null) return
  const visits = raw('temp.visit_change')
  await layCalendar(tx, visits, zone)
  await add(tx, daysOf(visits), {
    table: 'active_day',
    keys: ['day', 'before'],
    counts: ['visits'],
  })
  await add(tx, courseDaysOf(visits), {
    table: 'active_course_day',
    keys: ['course', 'day'],
    counts: ['visits', 'observed'],
  })
}

/** For every quarter that is spoken of, the first quarter of its local day. */
async function layCalendar(tx: Transaction, visits: Sql, zone: string): Promise<void> {
  const aDay = integer(QUARTERS_A_DAY)
  const near = integer(FAR_QUARTERS + 2 * QUARTERS_A_DAY)
  const utcDays = await tx.query<{ day: number }>(sql`
    select distinct quarter // ${aDay} as day from ${visits} as v
    union select distinct before // ${aDay} from ${visits} as v where before >= quarter - ${near}`)
  const days = localDaysIn(
    utcDays.map((d) => d.day),
    zone,
  )
  const edges =
    days.length === 0
      ? raw('(select 0 as lo, 0 as hi where false)')
      : sql`(values ${join(days.map((d) => sql`(${integer(d.lo)}, ${integer(d.hi)})`))})`
  await tx.run(sql`create or replace temp table local_day as
    select cast(unnest(range(lo, hi)) as integer) as quarter, lo from ${edges} as edge(lo, hi)`)
}

const daysOf = (visits: Sql): Sql => sql`
  select d.lo as day, case when b.lo >= d.lo - ${integer(FAR_QUARTERS)} then b.lo end as before,
    cast(sum(v.sign) as integer) as visits
  from ${visits} as v join temp.local_day as d on d.quarter = v.quarter
    left join temp.local_day as b on b.quarter = v.before
  group by all`

const courseDaysOf = (visits: Sql): Sql => sql`
  select v.course, d.lo as day,
    cast(sum(v.sign) as integer) as visits,
    cast(coalesce(sum(v.sign) filter (where v.observed), 0) as integer) as observed
  from ${visits} as v join temp.local_day as d on d.quarter = v.quarter
  group by v.course, d.lo`

/** Adds changes to the counts of the days that they speak of; what comes to nothing is no row. */
async function add(
  tx: Transaction,
  changes: Sql,
  to: {
    readonly table: string
    readonly keys: readonly string[]
    readonly counts: readonly string[]
  },
): Promise<void> {
  const table = name(to.table)
  const sums = to.counts.map((c) => sql`cast(sum(${name(c)}) as integer) as ${name(c)}`)
  const some = to.counts.map((c) => sql`sum(${name(c)}) <> 0`)
  const columns = [...to.keys.map((k) => name(k)), ...to.counts.map((c) => name(c))]
  await tx.run(sql`create or replace temp table day_change as ${changes}`)
  await tx.run(sql`create or replace temp table day_count as
    select ${join([...to.keys.map((k) => name(k)), ...sums])} from (
      select ${join(columns)} from ${table} where day in (select day from temp.day_change)
      union all select ${join(columns)} from temp.day_change)
    group by ${join(to.keys.map((k) => name(k)))} having ${join(some, ' or ')}`)
  await tx.run(sql`delete from ${table} where day in (select day from temp.day_change)`)
  await tx.run(
    sql`insert into ${table} (${join(columns)}) select ${join(columns)} from temp.day_count`,
  )
}
