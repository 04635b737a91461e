import { col, type Fact } from './fact.ts'

/** Tables about the store itself. */
export const storeVersion: Fact = {
  name: 'store_version',
  doc: 'The versions that the store has had: made as, or brought up to. The highest is the one it has.',
  columns: {
    version: col.integer('version of the store'),
    figures: col.text('version of Figures that made or upgraded it'),
    applied: col.number('milliseconds since 1970'),
  },
  identity: ['version'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}

export const storeState: Fact = {
  name: 'store_state',
  doc: 'One row: how many transactions the store holds, and what wrote it last.',
  columns: {
    commits: col.number('transactions committed since the store was made'),
    written: col.number('when the last of them was committed, milliseconds since 1970'),
    figures: col.text('version of Figures that opened it last'),
    engine: col.text('version of the engine that opened it last'),
    storage: col.text("the engine's version of the file"),
  },
  // The one row there is.
  identity: [],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}

export const storeLoss: Fact = {
  name: 'store_loss',
  doc: 'Committed transactions that were found missing when the store was opened.',
  columns: {
    noticed: col.number('when it was noticed, milliseconds since 1970'),
    commits: col.number('how many transactions are missing'),
    since: col.number('when the last one that is there was committed; 0 when not known'),
    until: col.number('when the last one that is missing was committed'),
  },
  identity: ['noticed'],
  merge: 'latest',
  personal: 'none',
  retention: 'kept',
}
