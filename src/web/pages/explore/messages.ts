import { defineMessages } from '../../app/define-messages.ts'

export const explore = defineMessages({
  title: { id: 'explore.title', defaultMessage: 'Explore' },
  metric: { id: 'explore.metric', defaultMessage: 'Metric' },
  by: { id: 'explore.by', defaultMessage: 'Split by' },
  time: { id: 'explore.time', defaultMessage: 'Nothing: over time' },
  call: { id: 'explore.call', defaultMessage: 'As API call' },
  figure: { id: 'explore.figure', defaultMessage: 'Nothing: one figure' },
  keep: { id: 'keep.open', defaultMessage: 'Keep in a report' },
  keepTitle: { id: 'keep.title', defaultMessage: 'Name on the report' },
  keepIn: { id: 'keep.in', defaultMessage: 'Report' },
  keepNew: { id: 'keep.new', defaultMessage: 'A new report' },
  keepReport: { id: 'keep.report', defaultMessage: 'Name of the report' },
  keepReportName: { id: 'keep.reportName', defaultMessage: 'My report' },
  keepSave: { id: 'keep.save', defaultMessage: 'Keep' },
  kept: { id: 'keep.kept', defaultMessage: 'Kept in {report}.' },
})
