import { defineMessages } from '../../app/define-messages.ts'

export const metrics = defineMessages({
  title: { id: 'metrics.title', defaultMessage: 'Metrics' },
  lead: {
    id: 'metrics.lead',
    defaultMessage:
      'What every figure means: what is counted, whose, by which evidence, and what is not known. The definition in full, which counts, is in English, as the API has it.',
  },
  none: {
    id: 'metrics.none',
    defaultMessage: 'No metric has these words in its name or definition.',
  },
  unit: { id: 'metrics.unit', defaultMessage: 'Unit' },
  name: { id: 'metrics.name', defaultMessage: 'Name in the API' },
  splits: { id: 'metrics.splits', defaultMessage: 'Can be split by' },
  grains: { id: 'metrics.grains', defaultMessage: 'Counted by' },
  needs: { id: 'metrics.needs', defaultMessage: 'Rests on' },
  fresh: { id: 'metrics.fresh', defaultMessage: 'As of' },
  never: { id: 'metrics.never', defaultMessage: 'not read yet' },
  exact: { id: 'metrics.exact', defaultMessage: 'Exact since' },
  always: { id: 'metrics.always', defaultMessage: 'the beginning: the platform keeps every date' },
  missing: { id: 'metrics.missing', defaultMessage: 'Not available here: {missing}' },
})
