import { defineMessages } from '../../app/define-messages.ts'

export const courses = defineMessages({
  title: { id: 'courses.title', defaultMessage: 'Courses' },
  listTitle: {
    id: 'courses.listTitle',
    defaultMessage: '{n, plural, =0 {No course} one {One course} other {# courses}}',
  },
  subtitle: {
    id: 'courses.subtitle',
    defaultMessage: '{range} · {zone} · what is as of now is so whatever the period',
  },
  state: { id: 'courses.state', defaultMessage: 'State' },
  anyState: { id: 'courses.anyState', defaultMessage: 'Any state' },
  upcoming: { id: 'courses.upcoming', defaultMessage: 'Upcoming' },
  running: { id: 'courses.running', defaultMessage: 'Running' },
  ended: { id: 'courses.ended', defaultMessage: 'Ended' },
  unlisted: { id: 'courses.unlisted', defaultMessage: 'Unlisted' },
  pacing: { id: 'courses.pacing', defaultMessage: 'Pacing' },
  anyPacing: { id: 'courses.anyPacing', defaultMessage: 'Any pacing' },
  self_paced: { id: 'courses.self_paced', defaultMessage: 'Self-paced' },
  instructor_paced: { id: 'courses.instructor_paced', defaultMessage: 'Instructor-paced' },
  none: {
    id: 'courses.none',
    defaultMessage:
      'No course fits. Choose another state, pacing, site or period, or search for less.',
  },
  more: {
    id: 'courses.more',
    defaultMessage: 'Show {n, plural, one {one more} other {# more}}',
  },
})
