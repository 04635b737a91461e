import { defineMessages } from '../app/define-messages.ts'

/** Charts that several pages show. */
export const sections = defineMessages({
  activeTitle: { id: 'overview.activeTitle', defaultMessage: 'How many people learned?' },
  metricSubtitle: {
    id: 'overview.activeSubtitle',
    defaultMessage: '{metric} by {grain}, without course teams · {range} · {zone}',
  },
  flowsTitle: {
    id: 'overview.flowsTitle',
    defaultMessage: 'How many joined a course, how many passed one?',
  },
  flowsSubtitle: {
    id: 'overview.flowsSubtitle',
    defaultMessage: '{first} and {second} by {grain} · {range} · {zone}',
  },
  grain: { id: 'overview.grain', defaultMessage: 'Count by' },
  multiplesTitle: { id: 'compare.timeTitle', defaultMessage: '{metric} over time' },
  multiplesSubtitle: {
    id: 'compare.timeSubtitle',
    defaultMessage: 'By {grain}, the same scale for all · {range} · {zone}',
  },
  window: { id: 'active.window', defaultMessage: 'Learned within' },
  each: { id: 'active.each', defaultMessage: 'each {grain}' },
  rolling7: { id: 'active.rolling7', defaultMessage: '7 days up to it' },
  rolling28: { id: 'active.rolling28', defaultMessage: '28 days up to it' },
  hour: { id: 'overview.hour', defaultMessage: 'hour' },
  day: { id: 'overview.day', defaultMessage: 'day' },
  week: { id: 'overview.week', defaultMessage: 'week' },
  month: { id: 'overview.month', defaultMessage: 'month' },
  thisPeriod: { id: 'overview.thisPeriod', defaultMessage: 'this period' },
  periodBefore: { id: 'overview.periodBefore', defaultMessage: 'the one before' },
  course: { id: 'overview.course', defaultMessage: 'Course' },
  scrolls: { id: 'overview.scrolls', defaultMessage: 'Table of courses' },
  sortBy: { id: 'overview.sortBy', defaultMessage: 'Sort by {name}' },
})

/** One answer, whatever it is of. */
export const explored = defineMessages({
  overTime: {
    id: 'explore.overTime',
    defaultMessage: '{metric} by {grain} · {range} · {zone}',
  },
  subtitle: { id: 'explore.subtitle', defaultMessage: '{metric} · {range} · {zone}' },
  bySubtitle: {
    id: 'explore.bySubtitle',
    defaultMessage: '{metric} by {dimension} · {range} · {zone}',
  },
  overlapping: {
    id: 'explore.overlapping',
    defaultMessage:
      'One fact may stand under several of these: they may sum to more than the total.',
  },
  nothing: { id: 'explore.nothing', defaultMessage: 'Nothing happened here in this period.' },
  rest: {
    id: 'explore.rest',
    defaultMessage: '{n, plural, one {One more} other {# more}} in the CSV',
  },
  value: { id: 'explore.value', defaultMessage: 'Value' },
  suppressed: {
    id: 'explore.suppressed',
    defaultMessage:
      'Too few: groups of a few people are hidden, and what would give them away, so that nobody can be told by them.',
  },
  notNarrowed: {
    id: 'explore.notNarrowed',
    defaultMessage: 'Not narrowed to {what}: this figure cannot be.',
  },
})
