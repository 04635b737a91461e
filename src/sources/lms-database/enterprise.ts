import { enterpriseEnrollment, enterpriseListed, enterpriseMember } from '../../facts/enterprise.ts'
import { Rows } from '../rows.ts'
import type { Part } from './reading.ts'
import { column, Decoder, Odd, sqlOf, type Column } from './column.ts'
import { rowShape, type Shape } from './shape.ts'
import { snapshotBatch } from './snapshot.ts'
import type { Schema } from './schema.ts'

const CUSTOMERS = 'enterprise_enterprisecustomer'
const MEMBERS = 'enterprise_enterprisecustomeruser'
const ENROLLMENTS = 'enterprise_enterprisecourseenrollment'
const NOBODY = 'no such member'

const digitsSql = (name: string): string => `if(length(${name}) = 16, hex(${name}), ${name})`
const UUID = /^[0-9a-f]{32}$/

/** The 32 digits of a UUID. A platform keeps them as a text, with dashes or without, or as 16 bytes. */
const uuid = (name: string, sql = digitsSql(name)): Column<string> => {
  const digits = column.word(name, sql)
  return {
    ...digits,
    read(cell, names) {
      const found = digits.read(cell, names)
      if (typeof found !== 'string') return found
      const text = found.replaceAll('-', '').toLowerCase()
      return UUID.test(text) ? text : NO_UUID
    },
  }
}
const NO_UUID = new Odd('not a UUID')

/** The companies: few, read whole each time. */
export const enterprisePart: Part = {
  name: 'enterprise',
  async *read(reading) {
    const { session, schema, names } = reading
    const asked = session.statements
    const rows = new Rows(enterpriseListed, names.pseudonyms)
    const hasSlug = schema.has(CUSTOMERS, 'slug')
    const columns = [
      uuid('uuid'),
      column.text('name'),
      hasSlug ? column.text('slug') : column.fixed(null),
      column.flag('active'),
    ] as const
    const refused: Record<string, number> = {}
    const decoder = new Decoder(CUSTOMERS, columns, { names, counts: refused })
    const selected = sqlOf(columns).join(', ')
    for (const row of await session.rows(`select ${selected} from ${CUSTOMERS}`)) {
      const values = decoder.read(row)
      if (values === undefined) continue
      const [enterprise, name, slug, active] = values
      rows.add({ enterprise, name: name ?? enterprise, slug, active })
    }
    yield snapshotBatch(reading, 'enterprise', { writes: [rows.take()], asked, refused })
  },
}

export const memberShape = (schema: Schema): Shape => {
  // Before Juniper a link that was taken away was deleted.
  const linked = schema.has(MEMBERS, 'linked') ? 'linked' : '1'
  return rowShape({
    table: MEMBERS,
    fact: enterpriseMember,
    columns: [
      column.user('user_id'),
      uuid('enterprise_customer_id'),
      column.instant('created'),
      column.flag('linked', linked),
    ],
    keys: ['user_id', 'enterprise_customer_id'],
    watched: ['created', linked],
    row: ([learner, enterprise, since, holds]) => ({ learner, enterprise, since, linked: holds }),
  })
}

export const enterpriseEnrollmentShape = (schema: Schema): Shape => {
  const ended = schema.has(ENROLLMENTS, 'unenrolled_at')
    ? column.side('unenrolled_at')
    : column.fixed(null)
  const ofMember = (value: string): string =>
    `(select ${value} from ${MEMBERS} as m where m.id = enterprise_customer_user_id)`
  const who = [ofMember('m.user_id'), ofMember(digitsSql('m.enterprise_customer_id'))] as const
  return rowShape({
    table: ENROLLMENTS,
    fact: enterpriseEnrollment,
    columns: [
      // The server may take a text that begins with a number for that number.
      column.key('enterprise_customer_user_id'),
      column.maybe(column.user('enterprise_customer_user_id', who[0])),
      column.maybe(uuid('enterprise_customer_user_id', who[1])),
      column.course('course_id'),
      column.instant('created'),
      ended,
    ],
    keys: [...who, 'course_id'],
    watched: ['created', ended.sql],
    row([, learner, enterprise, course, since, end]) {
      if (learner === null || enterprise === null) return NOBODY
      return { learner, course, enterprise, since, ended: end }
    },
  })
}
