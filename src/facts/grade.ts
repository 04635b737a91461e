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
