import { defineMessages } from '../../app/define-messages.ts'

export const reports = defineMessages({
  title: { id: 'reports.title', defaultMessage: 'Reports' },
  text: {
    id: 'reports.text',
    defaultMessage:
      'Answers that belong together, on one page with a link: to read every Monday, to send, to print. Find an answer under {explore} and keep it in a report.',
  },
  explore: { id: 'reports.explore', defaultMessage: 'Explore' },
  begin: { id: 'reports.begin', defaultMessage: 'Begin a report' },
  untitled: { id: 'reports.untitled', defaultMessage: 'New report' },
  none: { id: 'reports.none', defaultMessage: 'There is no report yet.' },
  report: { id: 'reports.report', defaultMessage: 'Report' },
  widgets: { id: 'reports.widgets', defaultMessage: 'Answers' },
  changed: { id: 'reports.changed', defaultMessage: 'Changed' },
  actions: { id: 'reports.actions', defaultMessage: 'Actions' },
  copy: { id: 'reports.copy', defaultMessage: 'Duplicate' },
  copyNamed: { id: 'reports.copyNamed', defaultMessage: 'Duplicate {title}' },
  copyOf: { id: 'reports.copyOf', defaultMessage: 'Copy of {title}' },
  remove: { id: 'reports.remove', defaultMessage: 'Delete' },
  removeNamed: { id: 'reports.removeNamed', defaultMessage: 'Delete {title}' },
  sure: { id: 'reports.sure', defaultMessage: 'Delete the report {title} for good?' },
})
