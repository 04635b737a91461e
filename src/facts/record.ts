import { col, type Fact } from './fact.ts'

/** Tables about Figures' own work. */
export const checkpoint: Fact = {
  name: 'checkpoint',
  doc: 'How far a source has been read.',
  columns: {
    source: col.text('name of the source'),
    part: col.text('the table or stream of the source'),
    state: col.text('what the source needs to go on, as JSON; no learner, no row'),
    read_at: col.number(
      'when the part was last read to its end, milliseconds of its clock; 0 never',
    ),
    first_read: col.number('when the part was first read to its end; 0 never'),
    complete_from: col.nullable(
      col.number('while older rows are still missing: complete from then on; null when none are'),
    ),
    unlooked: col.nullable(
      col.flag(
        'the first load under way began with an empty table: its rows are added without being looked for, and told apart at its end',
      ),
    ),
  },
  identity: ['source', 'part'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}

export const run: Fact = {
  name: 'run',
  doc: 'One reading of a source from its checkpoint to its end.',
  columns: {
    source: col.text('name of the source'),
    started: col.number('milliseconds since 1970'),
    ended: col.nullable(
      col.number('milliseconds since 1970; null while it runs or when it was cut'),
    ),
    kind: col.text('first load, refresh, sweep, nightly sweep, full sweep or reload'),
    rows: col.number('rows read'),
    changed: col.number('rows of facts added, changed or removed'),
    statements: col.number('statements that the platform was asked'),
    problem: col.nullable(col.text('what went wrong, without values')),
  },
  identity: ['source', 'started'],
  merge: 'latest',
  personal: 'none',
  retention: '90 days',
}

export const quarantine: Fact = {
  name: 'quarantine',
  doc: 'Rows that could not be used, counted by reason; never any part of a row.',
  columns: {
    source: col.text('name of the source'),
    part: col.text('the table'),
    reason: col.text('why they cannot be used'),
    rows: col.number('how many: exact after a complete look at the table, at least so many since'),
    noticed: col.number('milliseconds since 1970, last time'),
  },
  identity: ['source', 'part', 'reason'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}

export const capability: Fact = {
  name: 'capability',
  doc: 'What a source could tell when it was last looked at.',
  columns: {
    source: col.text('name of the source'),
    name: col.text('the capability'),
    available: col.flag('the platform shows what is needed'),
    missing: col.text('what is missing, and the grant that fixes it'),
    note: col.nullable(col.text('what else an operator should know of it')),
  },
  identity: ['source', 'name'],
  merge: 'latest',
  personal: 'none',
  retention: 'until the next look',
}

export const apiToken: Fact = {
  name: 'api_token',
  doc: 'A token for programs, as the hash of its text.',
  columns: {
    id: col.text('short public name of the token'),
    label: col.text('what the operator wrote when making it'),
    hash: col.text('SHA-256 of the token'),
    created: col.number('milliseconds since 1970'),
  },
  identity: ['id'],
  merge: 'latest',
  personal: 'none',
  retention: 'until revoked',
}

export const rollUp: Fact = {
  name: 'roll_up',
  doc: 'The roll-ups that are whole: made once their facts had been read to their end, kept in step since.',
  columns: { name: col.text('the roll-up') },
  identity: ['name'],
  merge: 'derived',
  personal: 'none',
  retention: 'kept',
}
