import { defineMessages } from '../../app/define-messages.ts'

export const health = defineMessages({
  title: { id: 'health.title', defaultMessage: 'Data health' },
  stored: {
    id: 'health.stored',
    defaultMessage: 'What Figures keeps takes {size} on this machine.',
  },
  loss: {
    id: 'health.loss',
    defaultMessage:
      '{n, plural, one {One change is} other {# changes are}} missing, made between {since} and {until}: the database of Figures or its log was damaged, removed or replaced. Figures reads your LMS again. Check that tokens and reports of that time are still there.',
  },
  lossUpTo: {
    id: 'health.lossUpTo',
    defaultMessage:
      '{n, plural, one {One change is} other {# changes are}} missing, made up to {until}: the database of Figures or its log was damaged, removed or replaced. Figures reads your LMS again. Check that tokens and reports of that time are still there.',
  },
  loading: { id: 'health.loading', defaultMessage: 'Asking how the sources stand …' },
  well: {
    id: 'health.well',
    defaultMessage:
      '{n, plural, one {The source is} other {All # sources are}} fresh: what happened up to {time} is counted.',
  },
  notWell: {
    id: 'health.notWell',
    defaultMessage: '{n, plural, one {One source needs} other {# sources need}} attention.',
  },
  first: {
    id: 'health.first',
    defaultMessage:
      'The platform is being read for the first time; figures grow until it is through.',
  },
})

/** One source. */
export const source = defineMessages({
  fresh: { id: 'source.fresh', defaultMessage: 'Fresh: read up to {time}, {lag} ago.' },
  stale: {
    id: 'source.stale',
    defaultMessage:
      'Stale: read up to {time}, {lag} ago. Figures of the time since then are missing. Look at the last readings below, and whether the service runs all the time.',
  },
  loading: {
    id: 'source.loading',
    defaultMessage: 'Being read for the first time: {rows} rows of {part} so far.',
  },
  failing: {
    id: 'source.failing',
    defaultMessage:
      'The last reading failed: {problem} Figures stand as of {time} and reading is tried again by itself.',
  },
  older: {
    id: 'source.older',
    defaultMessage:
      'Older rows still come of: {parts}. Figures of years ago are incomplete until then.',
  },
  never: { id: 'source.never', defaultMessage: 'the first reading' },
  lacks: { id: 'source.lacks', defaultMessage: 'What the platform does not show' },
  lacksNone: {
    id: 'source.lacksNone',
    defaultMessage: 'The platform shows everything that Figures can use.',
  },
  what: { id: 'source.what', defaultMessage: 'What' },
  remedy: { id: 'source.remedy', defaultMessage: 'What is missing' },
  notes: { id: 'source.notes', defaultMessage: 'Good to know' },
  note: { id: 'source.note', defaultMessage: 'Note' },
  refused: { id: 'source.refused', defaultMessage: 'Rows and values that cannot be used' },
  reason: { id: 'source.reason', defaultMessage: 'Reason' },
  rows: { id: 'source.rows', defaultMessage: 'Rows' },
  noticed: { id: 'source.noticed', defaultMessage: 'Noticed' },
  runs: { id: 'source.runs', defaultMessage: 'Last readings' },
  began: { id: 'source.began', defaultMessage: 'Began' },
  kind: { id: 'source.kind', defaultMessage: 'Kind' },
  changed: { id: 'source.changed', defaultMessage: 'Changes' },
  statements: { id: 'source.statements', defaultMessage: 'Statements' },
  took: { id: 'source.took', defaultMessage: 'Took' },
  rate: { id: 'source.rate', defaultMessage: 'Rows a second' },
  running: { id: 'source.running', defaultMessage: 'running, or cut short' },
  outcome: { id: 'source.outcome', defaultMessage: 'Outcome' },
  done: { id: 'source.done', defaultMessage: 'done' },
})

/** The comparison with the platform. */
export const check = defineMessages({
  title: { id: 'check.title', defaultMessage: 'Does Figures agree with the platform?' },
  text: {
    id: 'check.text',
    defaultMessage:
      'Figures rereads every table, then compares it row by row with its own data. The comparison has rules of its own, so it also finds rows that reading overlooks. On a large platform this takes minutes.',
  },
  now: { id: 'check.now', defaultMessage: 'Compare now' },
  running: { id: 'check.running', defaultMessage: 'Comparing since {time} …' },
  agrees: {
    id: 'check.agrees',
    defaultMessage: 'They agree, row by row ({time}).',
  },
  differs: {
    id: 'check.differs',
    defaultMessage:
      '{found, plural, =0 {Counts do not add up} one {One row differs} other {# rows differ}} ({time}). People may have learned while it was compared: compare again, and only what differs twice is a difference.',
  },
  doubled: {
    id: 'check.doubled',
    defaultMessage:
      '{rows, plural, one {One row} other {# rows}} of the table {table} have the key of another row and count twice ({time}). To fix this, run: figures ingest --full',
  },
  problem: { id: 'check.problem', defaultMessage: 'It could not be compared ({time}): {problem}' },
  table: { id: 'check.table', defaultMessage: 'Table' },
  what: { id: 'check.what', defaultMessage: 'Rows of' },
  total: { id: 'check.total', defaultMessage: 'Rows' },
  usable: { id: 'check.usable', defaultMessage: 'Usable rows' },
  folded: { id: 'check.folded', defaultMessage: 'Same as another' },
  sum: { id: 'check.sum', defaultMessage: 'Sum' },
  addsUp: { id: 'check.addsUp', defaultMessage: 'adds up' },
  addsNotUp: { id: 'check.addsNotUp', defaultMessage: 'does not add up' },
  foldedText: {
    id: 'check.foldedText',
    defaultMessage:
      'Rows that are the same as another differ from it only in the capitals or spelling of their keys. Figures keeps them as one row.',
  },
  readText: {
    id: 'check.readText',
    defaultMessage: '{table}: the server counts {total, number} rows, {rows, number} were read.',
  },
  refusedText: {
    id: 'check.refusedText',
    defaultMessage:
      '{table}: the readings have refused {readings, plural, one {one row} other {# rows}}, this comparison {n, number}. Reading everything again (figures ingest --full) counts them anew.',
  },
  skippedText: {
    id: 'check.skippedText',
    defaultMessage: 'Not compared, because older rows are still being read: {what}.',
  },
  quarantined: { id: 'check.quarantined', defaultMessage: 'Cannot be used' },
  retired: { id: 'check.retired', defaultMessage: 'Of forgotten people' },
  tables: { id: 'check.tables', defaultMessage: 'Tables compared' },
  counts: { id: 'check.counts', defaultMessage: 'Counts that differ' },
  differences: { id: 'check.differences', defaultMessage: 'Rows that differ' },
  count: { id: 'check.count', defaultMessage: 'What' },
  by: { id: 'check.by', defaultMessage: 'Of' },
  lms: { id: 'check.lms', defaultMessage: 'LMS' },
  figures: { id: 'check.figures', defaultMessage: 'Figures' },
  row: { id: 'check.row', defaultMessage: 'Row' },
  kind: { id: 'check.kind', defaultMessage: 'Difference' },
  course: { id: 'check.course', defaultMessage: 'Course and block' },
  missing: { id: 'check.missing', defaultMessage: 'missing in Figures' },
  extra: { id: 'check.extra', defaultMessage: 'only in Figures' },
  different: { id: 'check.different', defaultMessage: 'another value' },
  explained: { id: 'check.explained', defaultMessage: 'forgotten on request' },
})
