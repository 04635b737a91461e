import { role } from '../../facts/learner.ts'
import { Rows } from '../rows.ts'
import type { Cell } from './connect.ts'
import type { Part, Reading } from './reading.ts'
import { Decoder, sqlOf } from './column.ts'
import { count } from './counts.ts'
import { ROLE_COLUMNS, roleOf } from './shapes/role.ts'
import { snapshotBatch } from './snapshot.ts'

const TABLE = 'student_courseaccessrole'

/** Who is on which team, read whole each time: rows that are gone are gone. */
export const rolePart: Part = {
  name: 'role',
  async *read(reading) {
    const { session, names } = reading
    const asked = session.statements
    const rows = new Rows(role, names.pseudonyms)
    const refused: Record<string, number> = {}
    const decoder = new Decoder(TABLE, ROLE_COLUMNS, { names, counts: refused })
    for (const row of await session.rows(
      `select ${sqlOf(ROLE_COLUMNS).join(', ')} from ${TABLE}`,
    )) {
      const values = decoder.read(row)
      if (values !== undefined) rows.add(roleOf(values))
    }
    for (const _ of await movedRoles(reading)) {
      count(refused, 'organization whose roles openedx-authz keeps')
    }
    yield snapshotBatch(reading, 'role', { writes: [rows.take()], asked, refused })
  },
}

const MOVED = 'authz.enable_course_authoring'

/**
 * From Verawood on the roles of an organization may be kept elsewhere, by user name and policy: the
 * organizations of which the platform says so. Who is on their teams is not known.
 */
async function movedRoles({ session, schema }: Reading): Promise<readonly Cell[]> {
  const table = 'waffle_utils_waffleflagorgoverridemodel'
  if (!schema.has(table, 'override_choice')) return []
  const said = await session.rows(
    `select org, override_choice, enabled from ${table} where waffle_flag = ? order by id`,
    [MOVED],
  )
  // Each change is a row of its own: the last word on an organization counts.
  const last = new Map(said.map(([org, choice, on]) => [org!, choice === 'on' && on === 1]))
  return [...last].flatMap(([org, moved]) => (moved ? [org] : []))
}
