import { defineMessages } from '../../app/define-messages.ts'

export const lead = defineMessages({
  learned: {
    id: 'lead.learned',
    defaultMessage: '{figure} {n, plural, one {person} other {people}} learned {period}{change}.',
  },
  sameChange: { id: 'lead.sameChange', defaultMessage: ', as many as before' },
  enrolled: {
    id: 'lead.enrolled',
    defaultMessage:
      '{enrolled} {n, plural, one {enrollment was new} other {enrollments were new}} and {passed} {p, plural, one {learner passed a course} other {passed a course}}.',
  },
  lost: {
    id: 'lead.lost',
    defaultMessage:
      '{n, plural, one {One course} other {# courses}} lost half of {n, plural, one {its} other {their}} learners or more: {courses}.',
  },
  most: {
    id: 'lead.most',
    defaultMessage: '{course} had more of them than any other course: {learners}.',
  },
  nobody: {
    id: 'lead.nobody',
    defaultMessage: 'Nobody learned {period}.',
  },
  unknown: {
    id: 'lead.unknown',
    defaultMessage: 'Figures cannot say who learned {period}: the platform does not show it.',
  },
})

export const overview = defineMessages({
  title: { id: 'overview.title', defaultMessage: 'Overview' },
  keyFigures: { id: 'overview.keyFigures', defaultMessage: 'What changed' },
  notShown: { id: 'overview.notShown', defaultMessage: 'not shown by the platform' },
  loading: { id: 'overview.loading', defaultMessage: 'The figures are on their way …' },
  firstLoad: {
    id: 'overview.firstLoad',
    defaultMessage:
      'Figures is reading the platform for the first time: {rows} rows so far{left}. The figures below grow until it is through.',
  },
  left: {
    id: 'overview.left',
    defaultMessage: ', about {minutes, plural, one {a minute} other {# minutes}} to go',
  },
  failing: {
    id: 'overview.failing',
    defaultMessage:
      '<b>The platform cannot be read at the moment.</b> The figures are as of the last reading. {problem}',
  },
  since: {
    id: 'overview.since',
    defaultMessage:
      'Activity and ends of enrollments are exact since {time}, when Figures began to read; what was before is a lower bound.',
  },
  coursesTitle: { id: 'overview.coursesTitle', defaultMessage: 'Where do people learn?' },
  coursesSubtitle: {
    id: 'overview.coursesSubtitle',
    defaultMessage: 'Courses with learners or enrollments · {range} · choose one to see more of it',
  },
  nothingYet: {
    id: 'overview.nothingYet',
    defaultMessage:
      'The platform has been read, and there is no course with learners in it yet. They appear here by themselves; {health} says what is read and what is missing.',
  },
  noCourses: {
    id: 'overview.noCourses',
    defaultMessage: 'No course has learners or enrollments here in this period.',
  },
  more: {
    id: 'overview.more',
    defaultMessage:
      '{n, plural, one {One more course} other {# more courses}} without activity, under Courses',
  },
})

export const attention = defineMessages({
  title: { id: 'attention.title', defaultMessage: 'What needs attention?' },
  subtitle: {
    id: 'attention.subtitle',
    defaultMessage: 'Running courses that lost learners, have many at risk, or end soon',
  },
  none: {
    id: 'attention.none',
    defaultMessage:
      'Nothing: no running course lost half of its learners, has a quarter of them at risk, or ends within two weeks with less than half done.',
  },
  unread: {
    id: 'attention.unread',
    defaultMessage: 'Not all has been read yet: what needs attention is seen soon.',
  },
  fell: {
    id: 'attention.fell',
    defaultMessage: '{active} people learned here; there were {before} in the period before.',
  },
  atRisk: {
    id: 'attention.atRisk',
    defaultMessage: '{learners} of {enrolled} enrolled have been quiet for a week or more.',
  },
  ending: {
    id: 'attention.ending',
    defaultMessage: 'Closes on {day}; its {enrolled} learners have done {progress} so far.',
  },
  unknown: {
    id: 'attention.unknown',
    defaultMessage:
      'Not all can be looked for: the platform does not show what it needs. {missing}',
  },
  more: { id: 'attention.more', defaultMessage: '{n, plural, one {One more} other {# more}}' },
  fewer: { id: 'attention.fewer', defaultMessage: 'Show fewer' },
})

export const months = defineMessages({
  show: { id: 'months.show', defaultMessage: 'Show the last six months' },
  hide: { id: 'months.hide', defaultMessage: 'Hide the last six months' },
  title: { id: 'months.title', defaultMessage: 'The last six months' },
  subtitle: {
    id: 'months.subtitle',
    defaultMessage: 'Within each month; accounts and enrollments at its end · {zone}',
  },
  month: { id: 'months.month', defaultMessage: 'Month' },
})
