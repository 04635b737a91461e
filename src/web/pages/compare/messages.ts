import { defineMessages } from '../../app/define-messages.ts'

export const compare = defineMessages({
  title: { id: 'compare.title', defaultMessage: 'Compare' },
  what: { id: 'compare.what', defaultMessage: 'Compare' },
  site: { id: 'compare.site', defaultMessage: 'Sites' },
  organization: { id: 'compare.organization', defaultMessage: 'Organizations' },
  course: { id: 'compare.course', defaultMessage: 'Courses' },
  tableTitle: { id: 'compare.tableTitle', defaultMessage: 'Side by side' },
  subtitle: {
    id: 'compare.subtitle',
    defaultMessage:
      '{range} against the period before · {zone} · the darker a cell, the more of its column’s largest value',
  },
  timeTitle: { id: 'compare.timeTitle', defaultMessage: '{metric} over time' },
  timeSubtitle: {
    id: 'compare.timeSubtitle',
    defaultMessage: 'By {grain}, the same scale for all · {range} · {zone}',
  },
  nothing: { id: 'compare.nothing', defaultMessage: 'Nothing happened here in this period.' },
  more: {
    id: 'compare.more',
    defaultMessage: '{n, plural, one {One more} other {# more}} in the CSV',
  },
})
