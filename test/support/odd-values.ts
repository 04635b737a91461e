import { activity } from '../../src/facts/activity.ts'
import { blockStructure } from '../../src/facts/block.ts'
import {
  course,
  courseOrganization,
  organization,
  organizationSite,
  site,
} from '../../src/facts/course.ts'
import { enrollmentChange } from '../../src/facts/enrollment.ts'
import type { Fact } from '../../src/facts/fact.ts'
import { courseKey, isBlockKey } from '../../src/facts/key.ts'
import { cohortMember, learner } from '../../src/facts/learner.ts'
import { pseudonyms } from '../../src/facts/pseudonym.ts'
import { commitBatches, type Ledger } from '../../src/ingest/commit.ts'
import { beginRollUps } from '../../src/ingest/roll-up.ts'
import { Rows, type Value } from '../../src/sources/rows.ts'

/** Names that people really give to cohorts, modes, organizations, sites and runs, and worse ones. */
export const ODD: readonly string[] = [
  'Red team',
  'two  blanks  twice',
  'A+B',
  'A B',
  'A%2BB',
  '100%',
  '%zz',
  '%3A',
  "O'Brien's",
  '"quoted"',
  'it\'\'s "both"',
  'Müller, Meier; Söhne: GmbH',
  'a,b',
  'a;b',
  'a/b/c',
  'back\\slash',
  'key=value&more=1#x?y',
  'emoji 🦊👩‍👩‍👧',
  'فريق الأحمر',
  'שלום, עולם',
  'caf\u00e9',
  'cafe\u0301 2',
  'ΣΊΣΥΦΟΣ',
  '日本語 クラス',
  'x'.repeat(255),
  '😀'.repeat(255),
  '"'.repeat(255),
  'none',
  'null',
  'true',
  'undefined',
  'unknown',
  'rest',
  'NaN',
  '0',
  '12345678901234567890',
  '1e3',
  '=1+1',
  '-1',
  '@sum',
  '+x',
  "'=quoted",
  "'plain",
  '–',
  'no cohort',
  'constructor',
  '__proto__',
  'toString',
  'a\nb',
  'tab\there',
  '[a]',
  '{"a":1}',
  '<b>bold</b>',
  '${x}',
  '$(x)',
  ';drop table cohort;--',
  'nbsp\u00a0inside',
  'zero\u200bwidth',
  '\u202egnirts',
  '*',
  '.',
  '..',
]

/** Other spellings that find a value, by the rule of every dimension: blanks around it, capitals. */
export const RESPELLED: readonly (readonly [asked: string, stored: string])[] = [
  ['  Red team ', 'Red team'],
  ['RED TEAM', 'Red team'],
  ['caf\u0065\u0301', 'caf\u00e9'],
  ['caf\u00e9 2', 'cafe\u0301 2'],
  ['müller, meier; söhne: gmbh', 'Müller, Meier; Söhne: GmbH'],
]

const DIMENSIONS = [
  'site',
  'organization',
  'course',
  'mode',
  'cohort',
  'section',
  'subsection',
] as const
export type OddDimension = (typeof DIMENSIONS)[number]
export const ODD_DIMENSIONS: readonly OddDimension[] = DIMENSIONS

/** The value of each dimension in the n-th course: the odd one where the platform could have it there. */
export function placesOf(value: string, n: number): Readonly<Record<OddDimension, string>> {
  const key = `course-v1:Odd${n}+${value}+r`
  const block = (type: string): string => {
    const odd = `block-v1:Odd${n}+C+r+type@${type}+block@${value}`
    return isBlockKey(odd) ? odd : `block-v1:Odd${n}+C+r+type@${type}+block@plain`
  }
  return {
    site: value,
    organization: value,
    mode: value,
    cohort: value,
    course: courseKey(key) === null ? `course-v1:Odd${n}+C+r` : key,
    section: block('chapter'),
    subsection: block('sequential'),
  }
}

/** Learners of the n-th course. */
export const learnersOf = (n: number): number => 1 + (n % 7)
/** Learners without cohort, and who learned without being enrolled, in no section. */
export const NOWHERE = 11

/** A platform on which each value names a site, an organization, a course, a mode, a cohort and a section. */
export async function loadOdd(
  ledger: Ledger,
  values: readonly string[],
  on: { readonly quarter: number; readonly platform: string; readonly sites: boolean },
): Promise<void> {
  const names = pseudonyms(Buffer.from('a secret for the tests only'), on.platform)
  const all = new Map<Fact, Rows>()
  const add = (fact: Fact, row: Record<string, Value>): void => {
    const rows = all.get(fact) ?? new Rows(fact, names)
    all.set(fact, rows)
    rows.add(row)
  }
  const { quarter } = on
  let id = 0
  const person = (): number => {
    add(learner, { learner: ++id, joined: quarter, active: true, global_staff: false })
    return id
  }
  const act = (who: number, where: string, block: string): void =>
    add(activity, {
      learner: who,
      course: where,
      quarter,
      kind: 'problem',
      block,
      evidence: 'history',
      times: 1,
    })
  const listed = { name: null, starts: null, ends: null, self_paced: true, published: null }
  const rest = { name: null, zone: null, by_default: true }
  if (on.sites) add(site, { ...rest, site: 'default.example' })
  values.forEach((value, n) => {
    const at = placesOf(value, n)
    if (on.sites) add(site, { ...rest, site: at.site, by_default: false })
    add(organization, { organization: at.organization, name: null })
    if (on.sites) add(organizationSite, { organization: at.organization, site: at.site })
    add(course, { ...listed, course: at.course, organization: `Odd${n}` })
    add(courseOrganization, { course: at.course, organization: at.organization })
    const html = `block-v1:Odd${n}+C+r+type@html+block@text`
    const tree = { course: at.course, name: null, graded: false, format: null, place: 0 }
    const open = { ...tree, completable: false, visible: true, starts: null }
    add(blockStructure, { ...open, block: at.section, parent: null, type: 'chapter' })
    add(blockStructure, { ...open, block: at.subsection, parent: at.section, type: 'sequential' })
    add(blockStructure, { ...open, block: html, parent: at.subsection, type: 'html' })
    for (let k = 0; k < learnersOf(n); k++) {
      const who = person()
      const step = { step: 0, quarter, active: true, evidence: 'history' }
      add(enrollmentChange, { ...step, learner: who, course: at.course, mode: at.mode })
      add(cohortMember, { learner: who, course: at.course, cohort: at.cohort })
      act(who, at.course, html)
    }
  })
  const nowhere = 'course-v1:Nowhere+C+r'
  add(course, { ...listed, course: nowhere, organization: 'Nowhere' })
  for (let k = 0; k < NOWHERE; k++) {
    act(person(), nowhere, 'block-v1:Nowhere+C+r+type@html+block@text')
  }
  const batch = { part: 'odd', checkpoint: '{}', rows: 1, statements: 0, quarantined: {} }
  const writes = [...all.values()].map((rows) => rows.take())
  await commitBatches(ledger, [{ ...batch, writes }], { source: 'odd', now: 0 })
  await ledger.store.transaction((tx) => beginRollUps(tx, ledger.zone))
}
