import { AUTHZ_ROLES, TABLE_ROLES } from '../../../facts/learner.ts'
import { truthRole } from '../../../facts/truth.ts'
import type { Schema } from '../schema.ts'
import type { TruthOf, TruthTable } from './table.ts'
import {
  NO_ACCOUNT,
  NO_COURSE,
  numberSql,
  textOf,
  textSql,
  Unusable,
  userOf,
  wordOf,
} from './text.ts'

const TABLE = 'student_courseaccessrole'
const NO_ROLE = new Unusable('no role that is known')
const NO_SCOPE = new Unusable('on nothing that is known')

/** The platform's own table. No key of it is granted: it is small, and read at once. */
const own: TruthTable = {
  table: TABLE,
  anonymous: true,
  columns: [numberSql('r.user_id'), textSql('r.org'), textSql('r.course_id'), textSql('r.role')],
  read([id, org, course, role], keys) {
    const learner = userOf(id!)
    if (learner === undefined) return NO_ACCOUNT
    const word = TABLE_ROLES.find((r) => r === textOf(role!)) ?? 'other'
    if (course !== null && course !== '') {
      const key = keys.course(course!)
      // A role on a course names its organization, too; the course says all.
      return key === null ? NO_COURSE : { learner, course: key, organization: null, role: word }
    }
    const organization = wordOf(org!) ?? null
    // On neither it makes nobody part of a team.
    return { learner, course: null, organization, role: organization === null ? 'other' : word }
  },
}

const EVERYWHERE = { course: null, organization: null }

/** Roles as openedx-authz keeps them: who, `role^WORD`, and `KIND^KEY` with a star for all of something. */
const assigned = (schema: Schema): TruthTable => ({
  table: 'casbin_rule',
  from: `casbin_rule as r
    left join openedx_authz_extendedcasbinrule as e on e.casbin_rule_id = r.id
    left join openedx_authz_usersubject as s on s.subject_ptr_id = e.subject_id`,
  id: 'r.id',
  where: "r.ptype = 'g'",
  anonymous: true,
  columns: [numberSql(accountSql(schema)), textSql('r.v1'), textSql('r.v2')],
  read([id, role, scope], keys) {
    const [kind, key, ...rest] = (textOf(scope!) ?? '').split('^')
    const isAll = kind === '*' && key === undefined
    // What is on libraries, say, is no role on courses.
    if (!isAll && ((kind !== 'course-v1' && kind !== 'ccx-v1') || key === undefined)) return []
    const word = AUTHZ_ROLES.find((r) => textOf(role!) === `role^${r}`)
    if (word === undefined) return NO_ROLE
    const learner = id === null ? undefined : userOf(id!)
    if (learner === undefined) return NO_ACCOUNT
    if (isAll) return { learner, ...EVERYWHERE, role: word }
    const named = [key, ...rest].join('^')
    if (kind === 'course-v1') {
      if (named === '*' || named === 'course-v1:*') return { learner, ...EVERYWHERE, role: word }
      const parts = named.slice('course-v1:'.length).split('+')
      const organization = parts[0]!.trim()
      const isOrganization =
        named.startsWith('course-v1:') && parts.length === 2 && parts[1] === '*'
      if (isOrganization && organization !== '' && !organization.includes('*')) {
        return { learner, course: null, organization, role: word }
      }
    }
    const course = named.includes('*') ? null : keys.course(Buffer.from(named).toString('hex'))
    return course === null ? NO_SCOPE : { learner, course, organization: null, role: word }
  },
})

/** The account beside a row; where nothing lies beside it, the one of its user name. */
function accountSql(schema: Schema): string {
  if (!schema.has('casbin_rule', 'v0') || !schema.has('auth_user', 'username')) return 's.user_id'
  const named = `(select if(count(*) = 1, min(u.id), null) from auth_user as u where u.username = ${schema.userNameIn('r.v0')})`
  return `coalesce(s.user_id, ${named})`
}

/** What both places say is united. */
export const roles: TruthOf = {
  fact: truthRole,
  tables: (schema) => [
    ...(schema.hasAll(TABLE) ? [own] : []),
    ...(schema.can('authz_role') ? [assigned(schema)] : []),
  ],
}
