import { col, type Fact } from './fact.ts'

/** The platform's enterprise application: companies, who belongs to them, and what they enrolled whom in. */
export const enterpriseListed: Fact = {
  name: 'enterprise_listed',
  doc: 'A company that the platform lists as an enterprise customer.',
  columns: {
    enterprise: col.key('enterprise', 'the company, by its UUID'),
    name: col.text('display name'),
    slug: col.nullable(col.text('short name in addresses; null before Hawthorn')),
    active: col.flag('the company uses the platform now'),
  },
  identity: ['enterprise'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform lists it',
}

export const enterpriseMember: Fact = {
  name: 'enterprise_member',
  doc: 'Somebody who belongs to an enterprise customer.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    enterprise: col.key('enterprise', 'the company'),
    since: col.quarter('when the link was made'),
    linked: col.flag('the link still holds'),
  },
  identity: ['learner', 'enterprise'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the link',
}

export const enterpriseEnrollment: Fact = {
  name: 'enterprise_enrollment',
  doc: 'An enrollment that somebody has through an enterprise customer.',
  columns: {
    learner: col.learner('the account under its pseudonym'),
    course: col.key('course', 'the course'),
    enterprise: col.key('enterprise', 'the company'),
    since: col.quarter('when it was made'),
    ended: col.nullable(
      col.quarter('when the company ended it; null while it holds, and before Quince'),
    ),
  },
  identity: ['learner', 'course', 'enterprise'],
  merge: 'latest',
  personal: 'pseudonymous',
  retention: 'while the platform has the enrollment',
}
