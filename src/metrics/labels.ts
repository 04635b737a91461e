import type { Answer, AnswerRow } from '../contract/query.ts'
import { sql, type Sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'
import type { Dimension } from './dimensions/dimension.ts'

const blocks = sql`select distinct on (b.id) b.text as value, l.name as label from block as b
  join (select block, name, 0 as later from block_structure
    union all select block, name, 1 from block_listed) as l on l.block = b.id
  where l.name is not null order by b.id, l.later`
const QUERIES: Partial<Record<Dimension['name'], Sql>> = {
  course: sql`select c.text as value, r.name as label from course as c join course_run as r on r.course = c.id`,
  organization: sql`select o.text as value, l.name as label from organization as o join organization_listed as l on l.organization = o.id`,
  section: blocks,
  subsection: blocks,
  site: sql`select s.text as value, l.name as label from site as s join site_listed as l on l.site = s.id`,
}

/** Display names of the values that stand in the rows; values without one are left out. */
export async function labelsOf(
  store: Store,
  by: readonly Dimension[],
  rows: readonly AnswerRow[],
): Promise<Answer['labels']> {
  const labels: Record<string, Record<string, string>> = {}
  for (const dimension of by) {
    const query = QUERIES[dimension.name]
    if (query === undefined) continue
    const used = new Set(rows.map((row) => row[dimension.name]))
    const found = await store.query<{ value: string; label: string | null }>(query)
    const named = found.filter((f) => f.label !== null && used.has(f.value))
    labels[dimension.name] = Object.fromEntries(named.map((f) => [f.value, f.label!]))
  }
  return labels
}

/** Of labels those of what stands in some of the rows. */
export function labelsAmong(
  labels: Answer['labels'],
  rows: readonly AnswerRow[],
): Answer['labels'] {
  return Object.fromEntries(
    Object.entries(labels).map(([dimension, names]) => {
      const used = new Set(rows.map((row) => row[dimension]))
      return [dimension, Object.fromEntries(Object.entries(names).filter(([v]) => used.has(v)))]
    }),
  )
}
