import { defineMessages } from '../../app/define-messages.ts'

export const compare = defineMessages({
  title: { id: 'compare.title', defaultMessage: 'Compare' },
  what: { id: 'compare.what', defaultMessage: 'Compare' },
  site: { id: 'compare.site', defaultMessage: 'Sites' },
  organization: { id: 'compare.organization', defaultMessage: 'Organizations' },
  course: { id: 'compare.course', defaultMessage: 'Courses' },
  cohort: { id: 'compare.cohort', defaultMessage: 'Cohorts' },
  ofCourse: { id: 'compare.ofCourse', defaultMessage: 'Cohorts of the course' },
  chooseCourse: {
    id: 'compare.chooseCourse',
    defaultMessage: 'Cohorts belong to a course: choose the course whose cohorts are compared.',
  },
  all: { id: 'compare.all', defaultMessage: 'Which: all' },
  some: { id: 'compare.some', defaultMessage: 'Which: {n, number}' },
  which: { id: 'compare.which', defaultMessage: 'Which are compared' },
  tableTitle: { id: 'compare.tableTitle', defaultMessage: 'Side by side' },
  subtitle: {
    id: 'compare.subtitle',
    defaultMessage:
      '{range}{before} · {zone} · the darker a cell, the more of its column’s largest value',
  },
  before: { id: 'compare.before', defaultMessage: ' against the period before' },
  nothing: { id: 'compare.nothing', defaultMessage: 'Nothing happened here in this period.' },
  more: {
    id: 'compare.more',
    defaultMessage: '{n, plural, one {One more} other {# more}} in the CSV',
  },
})
