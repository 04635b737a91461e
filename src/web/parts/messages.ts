import { defineMessages } from '../app/define-messages.ts'

/** What stands beside every figure. */
export const definition = defineMessages({
  asOf: { id: 'definition.asOf', defaultMessage: 'As of' },
  never: { id: 'definition.never', defaultMessage: 'not read to its end yet' },
  exactFrom: { id: 'definition.exactFrom', defaultMessage: 'Exact since' },
  source: { id: 'definition.source', defaultMessage: 'Source' },
  missing: { id: 'definition.missing', defaultMessage: 'Missing' },
  evidence: { id: 'definition.evidence', defaultMessage: 'See it over time' },
})

/** Change against the comparison period; always with its sign and a word. */
export const change = defineMessages({
  more: { id: 'change.more', defaultMessage: '{percent} more' },
  less: { id: 'change.less', defaultMessage: '{percent} fewer' },
  pointsMore: {
    id: 'change.pointsMore',
    defaultMessage: '{n, plural, one {# point} other {# points}} more',
  },
  pointsLess: {
    id: 'change.pointsLess',
    defaultMessage: '{n, plural, one {# point} other {# points}} less',
  },
  level: { id: 'change.level', defaultMessage: 'unchanged' },
  same: { id: 'change.same', defaultMessage: 'as many' },
  fresh: { id: 'change.fresh', defaultMessage: 'none before' },
})

/** The period, inside a sentence. */
export const period = defineMessages({
  inDays: {
    id: 'lead.inDays',
    defaultMessage: 'in the last {days, plural, one {day} other {# days}}',
  },
  inRange: { id: 'lead.inRange', defaultMessage: 'from {from} to {to}' },
  now: { id: 'lead.now', defaultMessage: 'as of now' },
  today: { id: 'lead.today', defaultMessage: 'today' },
  thisMonth: { id: 'lead.thisMonth', defaultMessage: 'this month' },
  lastMonth: { id: 'lead.lastMonth', defaultMessage: 'last month' },
  thanDays: {
    id: 'lead.change',
    defaultMessage: ', {change} than in the {days, plural, one {day} other {# days}} before',
  },
  thanDaysPartial: {
    id: 'lead.changePartial',
    defaultMessage:
      ', {change} than at this point of the {days, plural, one {day} other {# days}} before',
  },
  thanMonth: { id: 'lead.thanMonth', defaultMessage: ', {change} than in the month before' },
  thanMonthPartial: {
    id: 'lead.thanMonthPartial',
    defaultMessage: ', {change} than at this point of the month before',
  },
})

export const filters = defineMessages({
  label: { id: 'filters.label', defaultMessage: 'What to show' },
  choose: { id: 'filters.choose', defaultMessage: 'Choose what to show' },
  period: { id: 'filters.period', defaultMessage: 'Period' },
  today: { id: 'filters.today', defaultMessage: 'Today' },
  '7d': { id: 'filters.7d', defaultMessage: '7 days' },
  '28d': { id: 'filters.28d', defaultMessage: '28 days' },
  '90d': { id: 'filters.90d', defaultMessage: '90 days' },
  month: { id: 'filters.month', defaultMessage: 'This month' },
  lastmonth: { id: 'filters.lastmonth', defaultMessage: 'Last month' },
  year: { id: 'filters.year', defaultMessage: '365 days' },
  custom: { id: 'filters.custom', defaultMessage: 'Dates' },
  from: { id: 'filters.from', defaultMessage: 'First day' },
  to: { id: 'filters.to', defaultMessage: 'Last day' },
  site: { id: 'filters.site', defaultMessage: 'Site' },
  allSites: { id: 'filters.allSites', defaultMessage: 'All sites' },
  compare: { id: 'filters.compare', defaultMessage: 'Compare with the period before' },
  organization: { id: 'filters.organization', defaultMessage: 'Organization' },
  allOrganizations: { id: 'filters.allOrganizations', defaultMessage: 'All organizations' },
  course: { id: 'filters.course', defaultMessage: 'Course' },
  search: { id: 'courses.search', defaultMessage: 'Search' },
  rest: {
    id: 'filters.rest',
    defaultMessage:
      '{n, plural, one {One more} other {# more}} not listed: choose a site or organization first',
  },
  searchIn: { id: 'filters.searchIn', defaultMessage: 'Search in {list}' },
  columns: { id: 'courses.columns', defaultMessage: 'Columns' },
  allCourses: { id: 'filters.allCourses', defaultMessage: 'All courses' },
})

export const chart = defineMessages({
  table: { id: 'chart.table', defaultMessage: 'Table' },
  hideTable: { id: 'chart.hideTable', defaultMessage: 'Chart' },
  csv: { id: 'chart.csv', defaultMessage: 'CSV' },
  link: { id: 'chart.link', defaultMessage: 'Link' },
  unavailable: {
    id: 'chart.unavailable',
    defaultMessage: '{metric}: the platform does not show what this needs. {missing}',
  },
  svg: { id: 'chart.svg', defaultMessage: 'SVG' },
  png: { id: 'chart.png', defaultMessage: 'PNG' },
  asOf: { id: 'chart.asOf', defaultMessage: 'As of {time}' },
  running: { id: 'chart.running', defaultMessage: 'still running' },
  unfinished: { id: 'chart.unfinished', defaultMessage: 'not whole' },
  estimate: { id: 'chart.estimate', defaultMessage: 'at least' },
  tooFew: { id: 'chart.tooFew', defaultMessage: 'too few' },
  noValue: { id: 'chart.noValue', defaultMessage: 'no value' },
  read: {
    id: 'chart.read',
    defaultMessage: 'Chart of {name}; arrow keys read the values',
  },
  time: { id: 'chart.time', defaultMessage: 'Time' },
})
