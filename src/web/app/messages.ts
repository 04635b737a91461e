import { defineMessages } from './define-messages.ts'

/** Sentences of the frame around every page. */
export const frame = defineMessages({
  pages: { id: 'frame.pages', defaultMessage: 'Pages' },
  language: { id: 'frame.language', defaultMessage: 'Language' },
  more: { id: 'frame.more', defaultMessage: 'More' },
  skip: { id: 'frame.skip', defaultMessage: 'Go to the figures' },
  overview: { id: 'frame.overview', defaultMessage: 'Overview' },
  courses: { id: 'frame.courses', defaultMessage: 'Courses' },
  course: { id: 'frame.course', defaultMessage: 'Course' },
  compare: { id: 'frame.compare', defaultMessage: 'Compare' },
  explore: { id: 'frame.explore', defaultMessage: 'Explore' },
  reports: { id: 'frame.reports', defaultMessage: 'Reports' },
  report: { id: 'frame.report', defaultMessage: 'Report' },
  metrics: { id: 'frame.metrics', defaultMessage: 'Metrics' },
  health: { id: 'frame.health', defaultMessage: 'Data health' },
  api: { id: 'frame.api', defaultMessage: 'API' },
  signOut: { id: 'frame.signOut', defaultMessage: 'Sign out' },
  campus: {
    id: 'frame.campus',
    defaultMessage:
      '<b>This is a simulated campus</b>: its people and courses are made up. Set {setting} and start again to read your LMS.',
  },
  retry: { id: 'frame.retry', defaultMessage: 'Try again' },
  offline: {
    id: 'frame.offline',
    defaultMessage:
      'Figures does not answer. What you see is from {time}; it will go on by itself.',
  },
  silent: {
    id: 'frame.silent',
    defaultMessage:
      'Figures does not answer. See that the service runs and that your connection works; the page goes on by itself.',
  },
  misread: {
    id: 'frame.misread',
    defaultMessage:
      'This address asks for what Figures does not know: {parts}. The usual is shown in its place.',
  },
  choices: {
    id: 'frame.choices',
    defaultMessage: 'A list to choose from could not be filled.',
  },
  forbidden: { id: 'frame.forbidden', defaultMessage: 'This is not for you to see.' },
})
