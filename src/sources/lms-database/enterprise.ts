import { enterpriseEnrollment, enterpriseListed, enterpriseMember } from '../../facts/enterprise.ts'
import { Rows } from '../rows.ts'
import type { Cell } from './connect.ts'
import type { Part } from './reading.ts'
import { INVALID_COURSE, NO_DATE, rowShape, type Shape } from './shape.ts'
import { snapshotBatch } from './snapshot.ts'
import { quarterSql } from './instants.ts'
import type { Schema } from './schema.ts'

const MEMBERS = 'enterprise_enterprisecustomeruser'
const ENROLLMENTS = 'enterprise_enterprisecourseenrollment'
const NOBODY = 'no such member'

/** A UUID as MySQL keeps it: MariaDB may give it with dashes. */
const uuidOf = (cell: Cell): string => String(cell).replaceAll('-', '').toLowerCase()

/** The companies: few, read whole each time. */
export const enterprisePart: Part = {
  name: 'enterprise',
  async *read(reading) {
    const { session, schema, names } = reading
    const asked = session.statements
    const rows = new Rows(enterpriseListed, names.pseudonyms)
    const slug = schema.has('enterprise_enterprisecustomer', 'slug') ? 'slug' : 'null'
    const found = await session.rows(
      `select uuid, name, ${slug}, active from enterprise_enterprisecustomer`,
    )
    for (const [uuid, name, short, active] of found) {
      rows.add({ enterprise: uuidOf(uuid!), name: name!, slug: short!, active: active === 1 })
    }
    yield snapshotBatch(reading, 'enterprise', { writes: [rows.take()], asked, refused: {} })
  },
}

export const memberShape = (schema: Schema): Shape => {
  // Before Juniper a link that was taken away was deleted.
  const linked = schema.has(MEMBERS, 'linked') ? 'linked' : '1'
  return rowShape({
    table: MEMBERS,
    fact: enterpriseMember,
    select: ['user_id', 'enterprise_customer_id', quarterSql('created'), linked],
    keys: ['user_id', 'enterprise_customer_id'],
    watched: ['created', linked],
    row([, user, enterprise, since, holds]) {
      if (since === null) return NO_DATE
      return {
        learner: user!,
        enterprise: uuidOf(enterprise!),
        since: since!,
        linked: Number(holds) === 1,
      }
    },
  })
}

export const enterpriseEnrollmentShape = (schema: Schema): Shape => {
  const ended = schema.has(ENROLLMENTS, 'unenrolled_at') ? quarterSql('unenrolled_at') : 'null'
  const ofMember = (column: string): string =>
    `(select m.${column} from ${MEMBERS} as m where m.id = enterprise_customer_user_id)`
  const who = [ofMember('user_id'), ofMember('enterprise_customer_id')]
  return rowShape({
    table: ENROLLMENTS,
    fact: enterpriseEnrollment,
    select: [...who, 'course_id', quarterSql('created'), ended],
    keys: [...who, 'course_id'],
    watched: ['created', ended],
    row([, user, enterprise, course, since, end], names) {
      if (user === null || enterprise === null) return NOBODY
      if (!names.isCourse(course as string)) return INVALID_COURSE
      if (since === null) return NO_DATE
      return {
        learner: user!,
        course: course!,
        enterprise: uuidOf(enterprise!),
        since: since!,
        ended: end!,
      }
    },
  })
}
