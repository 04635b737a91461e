import { integer, or, raw, sql, type Sql } from '../../store/sql.ts'
import type { Dimension, Wanted } from './dimension.ts'

const run = sql`left join course_run as run on run.course = f.course`
const place = raw('left join block_place as dp on dp.course = f.course and dp.block = f.block')
const STATES = ['upcoming', 'running', 'ended', 'unlisted'] as const
const PACINGS = ['self_paced', 'instructor_paced', 'unlisted'] as const

const ACCOUNT_SITE = { table: raw('account_site'), of: raw('learner'), to: raw('site') }
const COURSE_SITE = { table: raw('course_site'), of: raw('course'), to: raw('site') }
const COURSE_HOME = { table: raw('course_home'), of: raw('course'), to: raw('organization') }

/** Rows that a bridge leads to one of the values, or to nothing. */
const led = (
  row: Sql,
  bridge: { readonly table: Sql; readonly of: Sql; readonly to: Sql },
  { some, none }: Wanted,
): Sql => {
  const from = sql`select x.${bridge.of} from ${bridge.table} as x`
  return or([
    ...(some === null ? [] : [sql`${row} in (${from} where x.${bridge.to} in ${some})`]),
    ...(none ? [sql`${row} not in (${from})`] : []),
  ])
}

/** Where a fact belongs: the course, and what is known of it. */
export const PLACES: readonly Dimension[] = [
  {
    name: 'site',
    label: 'Site',
    doc: "The site of the course's organization; for accounts, where they signed up or enrolled. As now. A course may belong to several; none where the platform shows no site, as one group.",
    overlapping: true,
    table: 'site',
    values: null,
    none: true,
    carries: [],
    join: (s) =>
      s.account
        ? {
            joins: sql`left join account_site as ds on ds.learner = f.learner`,
            value: raw('ds.site'),
          }
        : {
            joins: sql`left join course_site as ds on ds.course = f.course`,
            value: raw('ds.site'),
          },
    among: (s, wanted) =>
      s.account
        ? led(raw('f.learner'), ACCOUNT_SITE, wanted)
        : led(raw('f.course'), COURSE_SITE, wanted),
  },
  {
    name: 'organization',
    label: 'Organization',
    doc: 'The organization that the course is linked to, else the one in its key. As now. A course may have several.',
    overlapping: true,
    table: 'organization',
    values: null,
    none: false,
    carries: [],
    join: () => ({
      joins: sql`left join course_home as dh on dh.course = f.course`,
      value: raw('dh.organization'),
    }),
    among: (_, wanted) => led(raw('f.course'), COURSE_HOME, wanted),
  },
  {
    name: 'course',
    label: 'Course',
    doc: 'The course run, by its key.',
    overlapping: false,
    table: 'course',
    values: null,
    none: false,
    carries: [],
    join: () => ({ joins: raw(''), value: raw('f.course') }),
  },
  {
    name: 'pacing',
    label: 'Pacing',
    doc: 'self_paced or instructor_paced, as now; unlisted for courses that the platform does not list.',
    overlapping: false,
    table: null,
    values: PACINGS,
    none: false,
    carries: ['course'],
    join: () => ({
      joins: run,
      value: raw(
        "case when run.course is null then 'unlisted' when run.self_paced then 'self_paced' else 'instructor_paced' end",
      ),
    }),
  },
  {
    name: 'course_state',
    label: 'Course state',
    doc: 'upcoming, running or ended, as of now, by the dates of the run; a run without a start is upcoming. unlisted for courses that the platform does not list.',
    overlapping: false,
    table: null,
    values: STATES,
    none: false,
    carries: ['course'],
    join: (s) => ({
      joins: run,
      value: sql`case when run.course is null then 'unlisted'
        when run.ends is not null and run.ends <= ${integer(s.now)} then 'ended'
        when run.starts is null or run.starts > ${integer(s.now)} then 'upcoming' else 'running' end`,
    }),
  },
  {
    name: 'section',
    label: 'Section',
    doc: 'The section of the course that the block lies in, by its key, as the course is published now, else as its outline has it; none for what lies in none, or in a section that has vanished.',
    overlapping: false,
    table: 'block',
    values: null,
    none: true,
    carries: ['course', 'block'],
    join: () => ({ joins: place, value: raw('dp.section') }),
  },
  {
    name: 'subsection',
    label: 'Subsection',
    doc: 'The subsection that the block lies in, by its key, as the course is published now, else as its outline has it; none for what lies in none, or in a subsection that has vanished.',
    overlapping: false,
    table: 'block',
    values: null,
    none: true,
    carries: ['course', 'block'],
    join: () => ({ joins: place, value: raw('dp.subsection') }),
  },
]
