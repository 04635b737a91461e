import { role } from '../../facts/learner.ts'
import { Rows } from '../rows.ts'
import { Decoder, sqlOf } from './column.ts'
import type { RowArray } from './connect.ts'
import { BEFORE_ALL, type Part, type Reading } from './reading.ts'
import type { Schema } from './schema.ts'
import { authzColumns, authzRoleOf, ROLE_COLUMNS, roleOf } from './shapes/role.ts'
import { snapshotBatch } from './snapshot.ts'

const TABLE = 'student_courseaccessrole'

/**
 * Who is on which team, read whole each time: rows that are gone are gone. The platform keeps roles in two
 * places, its own table and openedx-authz, and moves them from one to the other course by course: both
 * count, in one look, so that what is being moved is not missed. Which of them the platform asks is nothing
 * to the counts.
 */
export const rolePart: Part = {
  name: 'role',
  async *read(reading) {
    const { session, names, schema } = reading
    const asked = session.statements
    const rows = new Rows(role, names.pseudonyms)
    const refused: Record<string, number> = {}
    await session.snapshot(async () => {
      if (schema.hasAll(TABLE)) {
        const decoder = new Decoder(TABLE, ROLE_COLUMNS, { names, counts: refused })
        const statement = `select ${sqlOf(ROLE_COLUMNS).join(', ')} from ${TABLE}`
        for (const row of await session.rows(statement)) {
          const values = decoder.read(row)
          if (values !== undefined) rows.add(roleOf(values))
        }
      }
      if (schema.can('authz_role')) await addAssignments(reading, rows, refused)
    })
    yield snapshotBatch(reading, 'role', { writes: [rows.take()], asked, refused })
  },
}

/** The rows of openedx-authz that give somebody a role. */
async function addAssignments(
  { session, schema, names, pace }: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<void> {
  const columns = authzColumns(accountSql(schema), ['v1', 'v2'])
  const decoder = new Decoder('casbin_rule', columns, { names, counts: refused })
  const statement = `select r.id, ${sqlOf(columns).join(', ')} from casbin_rule as r
      left join openedx_authz_extendedcasbinrule as e on e.casbin_rule_id = r.id
      left join openedx_authz_usersubject as s on s.subject_ptr_id = e.subject_id
    where r.ptype = 'g' and r.id > ? order by r.id limit ${pace.page}`
  let page: RowArray[]
  let last: RowArray[number] = BEFORE_ALL
  do {
    page = await session.rows(statement, [last])
    for (const row of page) {
      const values = decoder.read(row, 1)
      const told = values === undefined ? undefined : authzRoleOf(values, names)
      if (typeof told === 'string') decoder.refuse(told)
      else if (told !== undefined) rows.add(told)
    }
    last = page.at(-1)?.[0] ?? null
  } while (page.length === pace.page)
}

/** The account beside a row; for a row with nothing beside it the one of the user name, where that is shown. */
function accountSql(schema: Schema): string {
  if (!schema.has('casbin_rule', 'v0') || !schema.has('auth_user', 'username')) return 's.user_id'
  return `coalesce(s.user_id, ${schema.accountNamedIn('r.v0')})`
}
