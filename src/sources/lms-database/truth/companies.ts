import { truthEnterpriseEnrollment, truthEnterpriseMember } from '../../../facts/truth.ts'
import type { TruthOf } from './table.ts'
import {
  flagOf,
  flagSql,
  idOf,
  instantSql,
  NO_ACCOUNT,
  NO_COURSE,
  NO_INSTANT,
  NO_VALUE,
  numberSql,
  quarterOf,
  textSql,
  type Text,
  Unusable,
  userOf,
  wordOf,
} from './text.ts'

const MEMBERS = 'enterprise_enterprisecustomeruser'
const ENROLLMENTS = 'enterprise_enterprisecourseenrollment'
const NOBODY = new Unusable('no such member')

/** A UUID is kept as 16 bytes, or as a text with dashes or without. */
const companySql = (column: string): string =>
  textSql(`if(length(${column}) = 16, hex(${column}), replace(${column}, '-', ''))`)

/** The 32 digits of a UUID; undefined when it is none. */
function companyOf(hex: Text): string | undefined {
  const digits = wordOf(hex)?.toLowerCase() ?? ''
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined
}

export const members: TruthOf = {
  fact: truthEnterpriseMember,
  tables: (schema) => [
    {
      table: MEMBERS,
      id: 'r.id',
      columns: [
        numberSql('r.user_id'),
        companySql('r.enterprise_customer_id'),
        instantSql('r.created'),
        // Before Juniper a link that was taken away was deleted.
        schema.has(MEMBERS, 'linked') ? flagSql('r.linked') : "'1 1'",
      ],
      read([id, company, made, flag]) {
        const user = userOf(id!)
        if (user === undefined) return NO_ACCOUNT
        const enterprise = companyOf(company!)
        const linked = flagOf(flag!)
        if (enterprise === undefined || linked === undefined) return NO_VALUE
        const since = quarterOf(made!)
        if (since === null) return NO_INSTANT
        return { learner: user, enterprise, since, linked }
      },
    },
  ],
}

export const companyEnrollments: TruthOf = {
  fact: truthEnterpriseEnrollment,
  tables: (schema) => [
    {
      table: ENROLLMENTS,
      from: `${ENROLLMENTS} as r left join ${MEMBERS} as m on m.id = r.enterprise_customer_user_id`,
      id: 'r.id',
      columns: [
        numberSql('r.enterprise_customer_user_id'),
        numberSql('m.user_id'),
        companySql('m.enterprise_customer_id'),
        textSql('r.course_id'),
        instantSql('r.created'),
        schema.has(ENROLLMENTS, 'unenrolled_at') ? instantSql('r.unenrolled_at') : 'null',
      ],
      read([member, id, company, course, made, end], keys) {
        const user = userOf(id!)
        const enterprise = companyOf(company!)
        if (idOf(member!) === undefined || user === undefined || company === null) return NOBODY
        if (enterprise === undefined) return NO_VALUE
        const key = keys.course(course!)
        if (key === null) return NO_COURSE
        const since = quarterOf(made!)
        if (since === null) return NO_INSTANT
        return { learner: user, course: key, enterprise, since, ended: quarterOf(end!) }
      },
    },
  ],
}
