import { col, type Fact } from './fact.ts'

/** Where a learner stands in a course, derived from everything that is known of the two. */
export const learnerCourse: Fact = {
  name: 'learner_course',
  doc: 'How a learner stands in a course as of the last reading: enrolled, active, graded. Derived.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    enrolled: col.nullable(col.quarter('when first enrolled; null when never')),
    since: col.nullable(
      col.quarter('since when enrolled without a gap; null when not enrolled now'),
    ),
    mode: col.nullable(col.key('mode', 'enrollment mode now; null when not enrolled now')),
    first_act: col.nullable(col.quarter('first learning activity; null when none is known')),
    last_act: col.nullable(col.quarter('last learning activity; null when none is known')),
    weeks: col.nullable(
      col.integer(
        'bit by bit, in which of the first 26 weeks after first enrolling there was learning; null when in none',
      ),
    ),
    grade: col.nullable(col.number("the platform's percent grade, 0 to 1; null when ungraded")),
    passed: col.nullable(col.quarter('when first passed, if passing now; else null')),
    earned: col.nullable(
      col.number('points earned in graded problems of subsections that the course has'),
    ),
    worked: col.nullable(col.integer('subsections in which any point was earned')),
    completed: col.nullable(col.integer('completable blocks of the published course completed')),
    last_done: col.nullable(col.quarter('when the last of them was completed')),
  },
  identity: ['learner', 'course'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'rebuilt when what it derives from changes',
  version: 3,
}

/** So many weeks after enrolling are told apart: half a year. */
export const RETENTION_WEEKS = 26
/** A week is seven times 24 hours from the quarter hour of enrolling. */
export const WEEK_QUARTERS = 7 * 96

/** How far a learner had come in a course, from one quarter hour on. */
export const progressChange: Fact = {
  name: 'progress_change',
  doc: 'A quarter hour in which a learner completed blocks of the published course: how many there were then, and before. Derived; a row only where it changed.',
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    quarter: col.quarter('when'),
    completed: col.integer('completable blocks completed by then'),
    before: col.integer('completed before'),
    stayed: col.nullable(
      col.quarter('when first enrolled, of who is enrolled ever since; null of all others'),
    ),
  },
  identity: ['learner', 'course', 'quarter'],
  merge: 'derived',
  personal: 'pseudonymous',
  retention: 'rebuilt when what it derives from changes',
}

/** What a subsection is worth: the points that most learners' grades of it were given out of. */
export const sectionPoints: Fact = {
  name: 'section_points',
  doc: 'A subsection that gives points: how many, by most of the grades that learners have of it. Derived.',
  columns: {
    course: col.key('course', 'the course'),
    block: col.key('block', 'the subsection'),
    possible: col.number('points possible in graded problems'),
    possible_all: col.number('points possible in all problems'),
  },
  identity: ['course', 'block'],
  merge: 'derived',
  personal: 'none',
  retention: 'rebuilt when what it derives from changes',
}
