import fc from 'fast-check'

/** Values as SQL, so that instants can be the server's. */
type Values = Readonly<Record<string, fc.Arbitrary<string>>>

/** A table of the platform: the columns that are set, and the one that names a row. */
export interface Changed {
  readonly table: string
  readonly id: string
  readonly columns: Values
}

export const PEOPLE = 5
export const COURSES = ['course-v1:A+B+1', 'course-v1:A+C+2']
export const BLOCKS = ['problem', 'html', 'sequential'].map(
  (type) => `block-v1:A+B+1+type@${type}+block@x`,
)

const among = (...some: readonly string[]): fc.Arbitrary<string> =>
  fc.constantFrom(...some.map((s) => `'${s}'`))
const number = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map(String)
const user = number(1, PEOPLE)
const course = among(...COURSES)
const block = among(...BLOCKS)
const flag = number(0, 1)
/** Minutes, hours, weeks or months ago: also long before the reading that finds it. */
const instant = fc
  .constantFrom(1, 20, 200, 5_000, 90_000, 400_000)
  .map((minutes) => `utc_timestamp(6) - interval ${minutes} minute`)
const maybe = (some: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(some, fc.constant('null'))
const points = number(0, 5)
const role = among('staff', 'instructor', 'beta_testers', 'finance_admin')

/** Every table that is read by its rows, with the columns that are read. */
export const CHANGED: readonly Changed[] = [
  {
    table: 'auth_user',
    id: 'id',
    columns: {
      username: number(1, 1_000_000).map((n) => `'u${n}'`),
      email: number(1, 1_000_000).map((n) => `'u${n}@people.example'`),
      date_joined: instant,
      is_active: flag,
      is_staff: flag,
      is_superuser: flag,
    },
  },
  {
    table: 'auth_userprofile',
    id: 'id',
    columns: {
      user_id: user,
      country: maybe(among('DE', 'IN')),
      gender: maybe(among('f', 'm')),
      year_of_birth: maybe(number(1960, 2005)),
      level_of_education: maybe(among('b', 'hs')),
    },
  },
  {
    table: 'course_overviews_courseoverview',
    id: 'id',
    columns: {
      id: course,
      display_name: among('One', 'Two'),
      org: among('A', 'B'),
      start: maybe(instant),
      end: maybe(instant),
      self_paced: flag,
      modified: instant,
    },
  },
  {
    table: 'student_courseenrollment',
    id: 'id',
    columns: {
      user_id: user,
      course_id: course,
      created: instant,
      is_active: flag,
      mode: among('audit', 'verified'),
    },
  },
  {
    table: 'student_courseaccessrole',
    id: 'id',
    columns: { user_id: user, org: among('', 'A'), course_id: fc.oneof(course, among('')), role },
  },
  {
    table: 'course_groups_courseusergroup',
    id: 'id',
    columns: { name: among('Red', 'Blue'), course_id: course, group_type: among('cohort') },
  },
  {
    table: 'course_groups_cohortmembership',
    id: 'id',
    columns: { user_id: user, course_id: course, course_user_group_id: number(1, 4) },
  },
  {
    table: 'courseware_studentmodule',
    id: 'id',
    columns: {
      student_id: user,
      course_id: course,
      module_id: block,
      module_type: among('problem', 'sequential'),
      done: among('na'),
      created: instant,
      modified: instant,
    },
  },
  {
    table: 'courseware_studentmodulehistory',
    id: 'id',
    columns: { student_module_id: number(1, 8), created: instant },
  },
  {
    table: 'completion_blockcompletion',
    id: 'id',
    columns: {
      user_id: user,
      course_key: course,
      block_key: block,
      block_type: among('html'),
      completion: flag,
      created: instant,
      modified: instant,
    },
  },
  {
    table: 'grades_persistentcoursegrade',
    id: 'id',
    columns: {
      user_id: user,
      course_id: course,
      percent_grade: number(0, 1),
      letter_grade: among('', 'Pass'),
      passed_timestamp: maybe(instant),
      created: instant,
      modified: instant,
      course_version: among(''),
      grading_policy_hash: among(''),
    },
  },
  {
    table: 'grades_persistentsubsectiongrade',
    id: 'id',
    columns: {
      user_id: user,
      course_id: course,
      usage_key: block,
      earned_all: points,
      possible_all: points,
      earned_graded: points,
      possible_graded: points,
      first_attempted: maybe(instant),
      created: instant,
      modified: instant,
      course_version: among(''),
      visible_blocks_hash: among(''),
    },
  },
  {
    table: 'grades_persistentsubsectiongradeoverride',
    id: 'id',
    columns: {
      grade_id: number(1, 8),
      earned_graded_override: maybe(points),
      earned_all_override: maybe(points),
      created: instant,
      modified: instant,
    },
  },
  {
    table: 'certificates_generatedcertificate',
    id: 'id',
    columns: {
      user_id: user,
      course_id: course,
      status: among('downloadable', 'notpassing'),
      created_date: instant,
      modified_date: instant,
    },
  },
  {
    table: 'certificates_historicalgeneratedcertificate',
    id: 'history_id',
    columns: {
      id: number(1, 8),
      status: among('downloadable', 'notpassing'),
      history_date: instant,
      history_type: among('+', '~'),
    },
  },
  {
    table: 'certificates_certificatedateoverride',
    id: 'id',
    columns: { generated_certificate_id: number(1, 8), date: instant },
  },
  {
    table: 'enterprise_enterprisecustomer',
    id: 'uuid',
    columns: {
      uuid: among('c1', 'c2'),
      name: among('One', 'Two'),
      slug: among('one', 'two'),
      active: flag,
    },
  },
  {
    table: 'enterprise_enterprisecustomeruser',
    id: 'id',
    columns: {
      user_id: user,
      enterprise_customer_id: among('c1', 'c2'),
      created: instant,
      linked: flag,
    },
  },
  {
    table: 'enterprise_enterprisecourseenrollment',
    id: 'id',
    columns: { enterprise_customer_user_id: number(1, 8), course_id: course, created: instant },
  },
  {
    table: 'student_usersignupsource',
    id: 'id',
    columns: { user_id: user, site: among('one.example', 'two.example') },
  },
  {
    table: 'django_site',
    id: 'id',
    columns: { domain: among('one.example', 'two.example'), name: among('One', 'Two') },
  },
]

const given = (changed: Changed): fc.Arbitrary<readonly (readonly [string, string])[]> =>
  fc
    .record(changed.columns as Record<string, fc.Arbitrary<string>>)
    .map((row) => Object.entries(row))

const quoted = (text: string): string => `\`${text}\``

/** The id of a row among few, so that rows go and come back under their old ids, and below the highest. */
const idOf = ({ id, columns }: Changed): fc.Arbitrary<string> =>
  columns[id] ?? fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '60000')

/**
 * Whatever may happen to a row, as a statement: it comes (also below the highest id, long after its own
 * instants), any of its columns is written anew, it goes, it comes back.
 */
export const change: fc.Arbitrary<string> = fc
  .constantFrom(...CHANGED)
  .chain((changed) =>
    fc.tuple(
      fc.constant(changed),
      idOf(changed),
      given(changed),
      fc.nat(),
      fc.integer({ min: 0, max: 9 }),
    ),
  )
  .map(([{ table, id }, at, row, which, how]) => {
    const others = row.filter(([column]) => column !== id)
    if (how < 4) {
      const all = [[id, at] as const, ...others]
      const columns = all.map(([column]) => quoted(column)).join(', ')
      return `replace into ${table} (${columns}) values (${all.map(([, v]) => v).join(', ')})`
    }
    if (how === 4) return `delete from ${table} where ${quoted(id)} = ${at}`
    const [column, value] = others[which % others.length]!
    // One row, or all: accounts are merged, and data migrations write every row.
    const where = how === 9 ? '' : ` where ${quoted(id)} = ${at}`
    return `update ignore ${table} set ${quoted(column)} = ${value}${where}`
  })
