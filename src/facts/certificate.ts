import { col, type Fact } from './fact.ts'

/** What the platform says of a certificate; only `downloadable` is one that the learner has. */
export const CERTIFICATE_STATUSES = [
  'downloadable',
  'notpassing',
  'unavailable',
  'unverified',
  'generating',
  'regenerating',
  'error',
  'audit_passing',
  'audit_notpassing',
  'honor_passing',
  'restricted',
  'deleted',
  'deleting',
  'requesting',
  'invalidated',
  'other',
] as const

export const certificate: Fact = {
  name: 'certificate',
  doc: "A learner's certificate of a course, in whatever state it is.",
  columns: {
    learner: col.learner('the learner'),
    course: col.key('course', 'the course'),
    status: col.code(CERTIFICATE_STATUSES, 'state of the certificate now'),
    issued: col.nullable(
      col.quarter(
        "when it was issued: the date set by hand, else when it first became downloadable, else its row's creation",
      ),
    ),
    exact: col.flag('the date comes from the history or was set by hand'),
  },
  identity: ['learner', 'course'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the certificate',
}
