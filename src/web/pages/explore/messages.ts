import { defineMessages } from '../../app/define-messages.ts'

export const explore = defineMessages({
  title: { id: 'explore.title', defaultMessage: 'Explore' },
  metric: { id: 'explore.metric', defaultMessage: 'Metric' },
  by: { id: 'explore.by', defaultMessage: 'Split by' },
  time: { id: 'explore.time', defaultMessage: 'Nothing: over time' },
  period: { id: 'explore.period', defaultMessage: 'Nothing: the whole period' },
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
  unknown: { id: 'explore.unknown', defaultMessage: 'none' },
  nothing: { id: 'explore.nothing', defaultMessage: 'Nothing happened here in this period.' },
  unavailable: {
    id: 'explore.unavailable',
    defaultMessage: 'The platform does not show what this needs. {missing}',
  },
  rest: {
    id: 'explore.rest',
    defaultMessage: '{n, plural, one {One more} other {# more}} in the CSV',
  },
  call: { id: 'explore.call', defaultMessage: 'As API call' },
  value: { id: 'explore.value', defaultMessage: 'Value' },
})
