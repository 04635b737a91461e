import { col, type Fact } from './fact.ts'

/** Answers that people keep together: the questions, never a figure. */
export const report: Fact = {
  name: 'report',
  doc: 'A saved report: its title, period, filters and widgets.',
  columns: {
    id: col.text('what its address says'),
    revision: col.integer('grows with every change'),
    created: col.number('milliseconds since 1970'),
    changed: col.number('milliseconds since 1970'),
    content: col.text('the report as its contract has it, as JSON'),
  },
  identity: ['id'],
  merge: 'latest',
  personal: 'none',
  retention: 'until deleted',
}
