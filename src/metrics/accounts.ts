import { learner } from '../facts/learner.ts'
import { defineMetric, flow, level } from './define.ts'

const leftOut =
  'Left out: staff and superusers of the whole platform. Accounts never activated are accounts. An account belongs to the site where it signed up and to every site whose courses it ever enrolled in; else to the default site.'

export const registeredAccounts = defineMetric({
  name: 'registered_accounts',
  label: 'Registered accounts',
  doc: `Accounts that exist at the end of the bucket, by the instant of registration. ${leftOut} A level: not to be summed over time; over sites only where no account belongs to two.`,
  unit: 'accounts',
  fact: learner,
  measure: level.count('joined'),
  population: 'account',
  dimensions: ['site'],
  additive: false,
  needs: ['account'],
  known: 'recorded',
})

export const newAccounts = defineMetric({
  name: 'new_accounts',
  label: 'New accounts',
  doc: `Accounts registered within the bucket, to the quarter hour. ${leftOut} Additive over time; over sites only where no account belongs to two.`,
  unit: 'accounts',
  fact: learner,
  measure: flow.count('joined'),
  population: 'account',
  dimensions: ['site'],
  additive: true,
  needs: ['account'],
  known: 'recorded',
})
