import { QUARTER_MS, startOfDay } from '../../../kernel/time.ts'
import { COHORTS } from '../outcome.ts'
import { FRANCHISES, type CampusCourse } from '../plan.ts'
import { RETIREMENT_STATES } from './people.ts'
import { hexOf, stamp, type Cohorts, type LmsRow, type Told } from './row.ts'

const LONG_AGO = '2020-01-01 00:00:00.000000'
const EDGES = { created: LONG_AGO, modified: LONG_AGO }

/** Gives ids of rows that others point to. */
type Ids = (table: string) => number

/** Courses, organizations and sites: they need ids that the database gives, see `fill.ts`. */
export function rowsOfSetting(courses: readonly CampusCourse[]) {
  return {
    courses: courses.map((course): LmsRow => {
      const zone = FRANCHISES[course.franchise]!.zone
      const day = (date: string): string => stamp(startOfDay(date, zone) * QUARTER_MS)
      return {
        ...EDGES,
        version: 19,
        id: course.key,
        _location: rootOf(course),
        display_name: course.name,
        display_number_with_default: course.key.split('+')[1]!,
        display_org_with_default: course.org,
        start: day(course.starts),
        end: course.ends === null ? null : day(course.ends),
        org: course.org,
        self_paced: course.selfPaced ? 1 : 0,
        lowest_passing_grade: 0.6,
      }
    }),
    organizations: FRANCHISES.flatMap((f) =>
      f.organizations.map((o): LmsRow => ({
        ...EDGES,
        name: o.name,
        short_name: o.short,
        active: 1,
      })),
    ),
    links: courses.map((course) => ({
      ...EDGES,
      course_id: course.key,
      active: 1,
      org: course.org,
    })),
    sites: FRANCHISES.map((f): LmsRow => ({ domain: f.domain, name: f.name })),
    settings: FRANCHISES.map((f) => ({
      domain: f.domain,
      enabled: 1,
      text: JSON.stringify({
        platform_name: f.name,
        TIME_ZONE: f.zone,
        course_org_filter: f.organizations.map((o) => o.short),
      }),
    })),
  }
}

const rootOf = (course: CampusCourse): string =>
  course.key.replace('course-v1:', 'block-v1:').concat('+type@course+block@course')

/** What stands once in every platform: its switch for completion and the states of retirement. */
export function rowsOfPlatform(migrations: readonly (readonly [string, string])[]): Told {
  return [
    ['django_migrations', migrations.map(([app, name]) => ({ app, name, applied: LONG_AGO }))],
    ['waffle_switch', [{ ...EDGES, name: 'completion.enable_completion_tracking', active: 1 }]],
    [
      'user_api_retirementstate',
      RETIREMENT_STATES.map((state_name, n) => ({
        id: n + 1,
        state_name,
        state_execution_order: (n + 1) * 10,
        is_dead_end_state: state_name === 'COMPLETE' ? 1 : 0,
        required: 1,
      })),
    ],
  ]
}

/** Outlines of courses with their sections and subsections, and when they were published. */
export function rowsOfOutlines(courses: readonly CampusCourse[], ids: Ids): Told {
  const contexts: LmsRow[] = []
  const courseContexts: LmsRow[] = []
  const sections: LmsRow[] = []
  const sequences: LmsRow[] = []
  const places: LmsRow[] = []
  const published: LmsRow[] = []
  for (const course of courses) {
    const context = ids('learning_sequences_learningcontext')
    contexts.push({
      ...EDGES,
      id: context,
      context_key: course.key,
      title: course.name,
      published_at: LONG_AGO,
      published_version: hexOf(course.key, 24),
    })
    courseContexts.push({
      ...EDGES,
      learning_context_id: context,
      course_visibility: 'private',
      self_paced: course.selfPaced ? 1 : 0,
    })
    published.push({
      objectid: hexOf(`index ${course.key}`, 24),
      course_id: course.key,
      org: course.org,
      draft_version: hexOf(course.key, 24),
      published_version: hexOf(course.key, 24),
      base_store: 'mongodb',
      edited_on: LONG_AGO,
      last_update: LONG_AGO,
    })
    const seen = new Map<string, number>()
    course.path
      .filter((block) => block.type === 'sequential')
      .forEach((block, n) => {
        const name = /block@(s\d+)q(\d+)$/.exec(block.key)!
        const usage = block.key.replace(
          /type@sequential\+block@.*/,
          `type@chapter+block@${name[1]}`,
        )
        let section = seen.get(usage)
        if (section === undefined) {
          section = ids('learning_sequences_coursesection')
          seen.set(usage, section)
          sections.push({
            ...EDGES,
            id: section,
            ordering: seen.size - 1,
            usage_key: usage,
            title: `Section ${seen.size}`,
            course_context_id: context,
          })
        }
        const sequence = ids('learning_sequences_learningsequence')
        sequences.push({
          ...EDGES,
          id: sequence,
          learning_context_id: context,
          usage_key: block.key,
          title: `Subsection ${seen.size}.${name[2]}`,
        })
        places.push({
          ...EDGES,
          ordering: n,
          section_id: section,
          sequence_id: sequence,
          course_context_id: context,
        })
      })
  }
  return [
    ['learning_sequences_learningcontext', contexts],
    ['learning_sequences_coursecontext', courseContexts],
    ['learning_sequences_coursesection', sections],
    ['learning_sequences_learningsequence', sequences],
    ['learning_sequences_coursesectionsequence', places],
    ['split_modulestore_django_splitmodulestorecourseindex', published],
  ]
}

/** Cohorts of the courses that have teachers; with the ids that memberships need. */
export function cohortsOf(courses: readonly CampusCourse[], ids: Ids): [Cohorts, Told] {
  const rows: LmsRow[] = []
  const cohorts = new Map(
    courses
      .filter((c) => !c.selfPaced)
      .map((course) => {
        const groups = COHORTS.map((name) => {
          const id = ids('course_groups_courseusergroup')
          rows.push({ id, name, course_id: course.key, group_type: 'cohort' })
          return [name, id] as const
        })
        return [course, new Map(groups)] as const
      }),
  )
  return [cohorts, [['course_groups_courseusergroup', rows]]]
}
