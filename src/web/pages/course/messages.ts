import { defineMessages } from '../../app/define-messages.ts'

export const course = defineMessages({
  choose: { id: 'course.choose', defaultMessage: 'Choose a course to see how it goes.' },
  back: { id: 'course.back', defaultMessage: 'All courses' },
  from: { id: 'course.from', defaultMessage: 'since {from}' },
  team: {
    id: 'course.team',
    defaultMessage:
      '{n, plural, =0 {nobody on its team} one {# person on its team, not counted} other {# people on its team, not counted}}',
  },
  noDates: { id: 'course.noDates', defaultMessage: 'no dates' },
  learned: {
    id: 'course.learned',
    defaultMessage:
      '{enrolled} {n, plural, one {person is} other {people are}} enrolled. {active} learned {period}{change}.',
  },
  passed: {
    id: 'course.passed',
    defaultMessage: '{passed} {n, plural, one {person} other {people}} passed.',
  },
  progress: {
    id: 'course.progress',
    defaultMessage: 'On average, those enrolled have completed {progress} of the course.',
  },
  took: {
    id: 'course.took',
    defaultMessage:
      'Half of those who ever passed took {days} {n, plural, one {day} other {days}} or less.',
  },
  enrolledTitle: { id: 'course.enrolledTitle', defaultMessage: 'How many are enrolled, by mode?' },
  attention: {
    id: 'course.attention',
    defaultMessage:
      '{risk} {n, plural, one {has} other {have}} been quiet for a week or more without having passed, and {lapsed} for two months; {unstarted} {m, plural, one {has} other {have}} not begun.',
  },
  wayTitle: { id: 'course.wayTitle', defaultMessage: 'Where do they stop?' },
  waySubtitle: {
    id: 'course.waySubtitle',
    defaultMessage:
      'Of the {n, plural, one {one person} other {# people}} who ever began, how many reached ({reached}) and finished ({finished}) each subsection',
  },
  part: { id: 'course.part', defaultMessage: 'Subsection' },
  reached: { id: 'course.reached', defaultMessage: 'Reached' },
  finished: { id: 'course.finished', defaultMessage: 'Finished' },
  standTitle: { id: 'course.standTitle', defaultMessage: 'How far have they come?' },
  contentSubtitle: {
    id: 'course.contentSubtitle',
    defaultMessage: '{metric} by content completed · as of now',
  },
  pointsSubtitle: {
    id: 'course.pointsSubtitle',
    defaultMessage: '{metric} by graded points earned · as of now',
  },
  gradeTitle: { id: 'course.gradeTitle', defaultMessage: 'Which grades do they have?' },
  gradeSubtitle: {
    id: 'course.gradeSubtitle',
    defaultMessage: '{metric} by the platform’s grade · as of now',
  },
  band: { id: 'course.band', defaultMessage: 'Share' },
  nothing: { id: 'course.nothing', defaultMessage: 'none' },
  keepTitle: { id: 'course.keepTitle', defaultMessage: 'How long do they stay?' },
  keepSubtitle: {
    id: 'course.keepSubtitle',
    defaultMessage:
      '{metric} in each week since enrolling, of those who enrolled in the last half year',
  },
  keepWeek: {
    id: 'course.keepWeek',
    defaultMessage: 'Week {week}: {percent} of {n, plural, one {# learner} other {# learners}}',
  },
  keepLearners: { id: 'course.keepLearners', defaultMessage: 'Learners' },
  week: { id: 'course.week', defaultMessage: 'Week' },
  modesTitle: { id: 'course.modesTitle', defaultMessage: 'Who takes it?' },
  modesSubtitle: { id: 'course.modesSubtitle', defaultMessage: '{metric} by mode · as of now' },
  cohortsTitle: { id: 'course.cohortsTitle', defaultMessage: 'Cohorts side by side' },
  cohortsSubtitle: {
    id: 'course.cohortsSubtitle',
    defaultMessage: '{range} · {zone} · what is as of now is so whatever the period',
  },
  runsTitle: { id: 'course.runsTitle', defaultMessage: 'How did other runs go?' },
  runsSubtitle: {
    id: 'course.runsSubtitle',
    defaultMessage: 'The runs of this course, each from its beginning on, the newest first',
  },
  runsCompare: { id: 'course.runsCompare', defaultMessage: 'Compare them' },
  run: { id: 'course.run', defaultMessage: 'Run' },
  starts: { id: 'course.starts', defaultMessage: 'Starts' },
  peopleShow: { id: 'course.peopleShow', defaultMessage: 'Show who the learners are' },
  peopleHide: { id: 'course.peopleHide', defaultMessage: 'Hide who the learners are' },
  peopleText: {
    id: 'course.peopleText',
    defaultMessage:
      'As their profiles say, where they say anything. Groups of a few people are hidden, so that nobody can be told by them.',
  },
  cohort: { id: 'course.cohort', defaultMessage: 'Cohort' },
})
