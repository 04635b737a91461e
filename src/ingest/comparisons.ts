import { EVIDENCES } from '../facts/activity.ts'
import { codeOf, type Fact } from '../facts/fact.ts'
import {
  truthCertificate,
  truthCohortMember,
  truthCompletion,
  truthCourse,
  truthCourseGrade,
  truthDemographic,
  truthEnrollment,
  truthEnrollmentHistory,
  truthEnterpriseEnrollment,
  truthEnterpriseMember,
  truthLearner,
  truthOldEnrollmentHistory,
  truthRetiring,
  truthRole,
  truthSectionGrade,
  truthState,
} from '../facts/truth.ts'
import { integer, name, sql, type Sql } from '../store/sql.ts'
import { stageOf } from './merge.ts'

/** How one table of the platform is compared with what Figures keeps of it. */
export interface Comparison {
  /** The platform's rows as they are staged; its identity says which rows are the same. */
  readonly fact: Fact
  /** What is counted, in the plural. */
  readonly title: string
  /** One of these capabilities is needed. */
  readonly needs: readonly string[]
  /** The part of the source that reads the table, when it is not the capability. */
  readonly part?: string
  /** What Figures keeps, with the columns of the identity and of the values. */
  readonly kept: Sql
  /** Columns that must be equal. */
  readonly values: readonly string[]
  /** Columns by which counts are split. */
  readonly split: readonly ('course' | 'mode')[]
  /** SQL of the rows on one side that are counted; all unless given. */
  readonly counted?: Sql
  /** Figures keeps more than the platform can say: only what is missing here is a difference. */
  readonly keepsMore?: true
  /** SQL about a difference `d` that is none. */
  readonly excused?: Sql
  /** The readings count rows of this table that they refuse. */
  readonly refuses: boolean
  /** Values say something of a person: which columns differ is shown, and not how. */
  readonly hidden?: true
}

/** Enrollments that Figures knows: whether they hold now by the spans that are counted, and in which mode. */
const enrollmentsKnown = sql`(select k.learner, k.course, s.mode is not null as active, s.mode
  from (select distinct learner, course from enrollment_change) as k
    left join enrollment_span as s on s.learner = k.learner and s.course = k.course
      and s.ended is null and s.ending is null)`

const states = sql`(select learner, course, block, quarter from activity
  where evidence = ${integer(codeOf(EVIDENCES, 'state'))})`

/** Each row of a history is a change that is known here. */
const changes = (fact: Fact, title: string): Comparison => ({
  fact,
  title,
  needs: ['enrollment_history'],
  part: 'enrollment',
  kept: name('enrollment_change'),
  values: [],
  split: ['course'],
  keepsMore: true,
  // Of several rows of one enrollment each holds while any other does not; and a change that a clock sets
  // in the future is dated by its reading.
  excused: sql`(select count(distinct s.row_id) from ${stageOf(fact)} as s
        where s.learner = d.learner and s.course = d.course) > 1
      and (not d.active or exists (select 1 from enrollment_change as c
        where c.learner = d.learner and c.course = d.course and c.quarter = d.quarter and c.active))
    or d.quarter > (select max(started) / 900000 from run) and exists (select 1 from enrollment_change as c
        where c.learner = d.learner and c.course = d.course and c.active = d.active and c.mode = d.mode)`,
  refuses: false,
})

/** What is compared, in this order. */
export const COMPARISONS: readonly Comparison[] = [
  {
    fact: truthCourse,
    title: 'courses',
    needs: ['course'],
    kept: name('course_run'),
    values: ['organization', 'name', 'starts', 'ends', 'self_paced'],
    split: [],
    refuses: true,
  },
  {
    fact: truthLearner,
    title: 'accounts',
    needs: ['account'],
    kept: name('learner'),
    values: ['active', 'global_staff', 'joined'],
    split: [],
    refuses: true,
  },
  {
    fact: truthRetiring,
    title: 'requests to be forgotten',
    needs: ['retirement'],
    kept: name('retiring'),
    values: [],
    split: [],
    refuses: true,
  },
  {
    fact: truthDemographic,
    title: 'demographics',
    needs: ['demographic'],
    kept: name('demographic'),
    values: ['country', 'gender', 'birth_year', 'education'],
    split: [],
    refuses: true,
    hidden: true,
  },
  {
    fact: truthRole,
    title: 'roles',
    needs: ['role', 'authz_role'],
    part: 'role',
    kept: name('role'),
    values: [],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthCohortMember,
    title: 'cohort members',
    needs: ['cohort'],
    kept: name('cohort_member'),
    values: ['cohort'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthEnrollment,
    title: 'enrollments',
    needs: ['enrollment'],
    kept: enrollmentsKnown,
    values: ['active', 'mode'],
    split: ['course', 'mode'],
    counted: sql`active`,
    refuses: true,
  },
  changes(truthEnrollmentHistory, 'changes of enrollments'),
  changes(truthOldEnrollmentHistory, 'changes of enrollments until Ginkgo'),
  {
    fact: truthCourseGrade,
    title: 'course grades',
    needs: ['course_grade'],
    kept: name('course_grade'),
    values: ['percent', 'passing', 'passed'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthSectionGrade,
    title: 'section grades',
    needs: ['section_grade'],
    kept: name('section_grade'),
    values: ['earned', 'possible', 'earned_all', 'possible_all', 'attempted', 'overridden'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthCompletion,
    title: 'completions',
    needs: ['completion'],
    kept: name('completion'),
    values: ['share', 'first', 'last'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthCertificate,
    title: 'certificates',
    needs: ['certificate'],
    kept: name('certificate'),
    values: ['status', 'issued', 'exact'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthEnterpriseMember,
    title: 'company members',
    needs: ['enterprise_member'],
    kept: name('enterprise_member'),
    values: ['since', 'linked'],
    split: [],
    refuses: true,
  },
  {
    fact: truthEnterpriseEnrollment,
    title: 'company enrollments',
    needs: ['enterprise_enrollment'],
    kept: name('enterprise_enrollment'),
    values: ['since', 'ended'],
    split: ['course'],
    refuses: true,
  },
  {
    fact: truthState,
    title: 'acts shown by states',
    needs: ['activity'],
    kept: states,
    values: [],
    split: ['course'],
    keepsMore: true,
    refuses: true,
  },
]
