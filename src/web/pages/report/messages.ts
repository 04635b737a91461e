import { defineMessages } from '../../app/define-messages.ts'

export const report = defineMessages({
  back: { id: 'report.back', defaultMessage: 'All reports' },
  edit: { id: 'report.edit', defaultMessage: 'Edit' },
  print: { id: 'report.print', defaultMessage: 'Print' },
  empty: {
    id: 'report.empty',
    defaultMessage: 'This report has no answer yet. Find one under {explore} and keep it here.',
  },
  explore: { id: 'report.explore', defaultMessage: 'Explore' },
  gone: {
    id: 'report.gone',
    defaultMessage:
      'There is no metric {metric} any more: take this answer off the report, or have the metric declared again.',
  },
  editTitle: { id: 'report.editTitle', defaultMessage: 'Edit {title}' },
  title: { id: 'report.title', defaultMessage: 'Title' },
  save: { id: 'report.save', defaultMessage: 'Save' },
  keepCopy: { id: 'report.keepCopy', defaultMessage: 'Keep mine as a copy' },
  cancel: { id: 'report.cancel', defaultMessage: 'Cancel' },
  widgets: { id: 'report.widgets', defaultMessage: 'Answers of the report' },
  noWidgets: { id: 'report.noWidgets', defaultMessage: 'This report has no answer yet.' },
  name: { id: 'report.name', defaultMessage: 'Name' },
  size: { id: 'report.size', defaultMessage: 'Width' },
  half: { id: 'report.half', defaultMessage: 'half' },
  full: { id: 'report.full', defaultMessage: 'whole' },
  earlier: { id: 'report.earlier', defaultMessage: 'Earlier' },
  earlierNamed: { id: 'report.earlierNamed', defaultMessage: 'Earlier: {title}' },
  later: { id: 'report.later', defaultMessage: 'Later' },
  laterNamed: { id: 'report.laterNamed', defaultMessage: 'Later: {title}' },
  remove: { id: 'report.remove', defaultMessage: 'Take off' },
  removeNamed: { id: 'report.removeNamed', defaultMessage: 'Take off: {title}' },
})
