import { col, type Fact } from './fact.ts'

export const courseGrade: Fact = {
  name: 'course_grade',
  doc: "A learner's grade of a course, as the platform keeps it.",
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    percent: col.number('percent grade, 0 to 1'),
    passed: col.nullable(col.quarter('when the learner first passed; null when never')),
    passing: col.flag('has a passing letter grade now'),
  },
  identity: ['learner', 'course'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the grade',
}

export const sectionGrade: Fact = {
  name: 'section_grade',
  doc: "A learner's points in one subsection, with what staff overrode.",
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    block: col.key('block', 'the subsection'),
    earned: col.number('points earned in graded problems'),
    possible: col.number('points possible in graded problems'),
    earned_all: col.number('points earned in all problems'),
    possible_all: col.number('points possible in all problems'),
    attempted: col.nullable(col.quarter('first attempt; null when none was made')),
    overridden: col.flag('staff set these points by hand'),
  },
  identity: ['learner', 'course', 'block'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the grade',
}
