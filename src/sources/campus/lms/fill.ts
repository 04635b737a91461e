import type { Connection } from 'mysql2/promise'
import { daysBetween } from '../../../kernel/time.ts'
import type { DatabaseAddress } from '../../lms-database/address.ts'
import { announced, coursesOf } from '../plan.ts'
import { storiesOf, type CampusOptions } from '../story.ts'
import { moveRoles } from './authz.ts'
import { companyRows } from './enterprise.ts'
import { HISTORY_TABLE, MIGRATIONS, tablesOf, type Era } from './eras.ts'
import { visibleBlockRows } from './grades.ts'
import { makeMess } from './mess.ts'
import { countOf, writingTo } from './opened.ts'
import { rowsOfStory } from './rows.ts'
import { cohortsOf, rowsOfOutlines, rowsOfPlatform, rowsOfSetting } from './setting.ts'
import { taskRows } from './tasks.ts'
import { TableWriter } from './writer.ts'

const DAY = 86_400_000
/** Days after its opening from which the platform kept histories: it was upgraded then. */
const UPGRADED_AFTER_DAYS = 120

/** Tables whose ids other rows name. */
const NUMBERED = [
  'auth_user',
  'student_courseenrollment',
  'courseware_studentmodule',
  'grades_persistentsubsectiongrade',
  'certificates_generatedcertificate',
  'course_groups_courseusergroup',
  'enterprise_enterprisecustomeruser',
  'learning_sequences_learningcontext',
  'learning_sequences_coursesection',
  'learning_sequences_learningsequence',
]

export interface FillProgress {
  readonly rows: number
  readonly share: number
}

/** What was written, by table. */
export type Filled = ReadonlyMap<string, number>

export interface FillOptions {
  readonly now: number
  /** Whose tables an empty database gets; a database that has tables keeps them. */
  readonly era?: Era
  /** Also write what a platform should not have: invalid keys, zero dates, orphans, deletions. */
  readonly mess?: boolean
  readonly onProgress?: (p: FillProgress) => void
}

/**
 * Writes the campus into an LMS database: makes the tables where there are none, and fills every column
 * that has no default of its own. What is there already stays; new accounts get higher ids.
 */
export async function fillLms(
  address: DatabaseAddress,
  campus: CampusOptions,
  more: FillOptions,
): Promise<Filled> {
  return writingTo(address, (connection) => filledWith(connection, campus, more))
}

async function filledWith(
  connection: Connection,
  campus: CampusOptions,
  more: FillOptions,
): Promise<Filled> {
  const writer = new TableWriter(connection, await makeTables(connection, more.era ?? 'U'))
  const courses = coursesOf(campus.opened)
  const visible = announced(courses, more.now)
  for (const table of NUMBERED) await writer.number(table)
  const ids = (table: string): number => writer.next(table)
  await writeSetting(connection, writer, rowsOfSetting(visible))
  const known = await countOf(connection, 'django_migrations')
  await writer.addAll(rowsOfPlatform(known === 0 ? MIGRATIONS[more.era ?? 'U'] : []))
  await writer.addAll(rowsOfOutlines(visible, ids))
  await writer.add('grades_visibleblocks', visibleBlockRows(visible))
  if ((await countOf(connection, 'enterprise_enterprisecustomer')) === 0) {
    await writer.add('enterprise_enterprisecustomer', companyRows())
  }
  await writer.add('instructor_task_instructortask', taskRows(visible, more.now))
  const [cohorts, groups] = cohortsOf(visible, ids)
  await writer.addAll(groups)
  const first = writer.next('auth_user') - 1
  const historyFrom = Date.parse(campus.opened) + UPGRADED_AFTER_DAYS * DAY
  const at = { now: more.now, first, visible, ids, historyFrom, cohorts }
  const today = new Date(more.now).toISOString().slice(0, 10)
  const days = daysBetween(campus.opened, today) + 1
  for (let day = 0; day <= days; day++) {
    for (const story of storiesOf(campus, courses, day)) {
      if (story.joined <= more.now) await writer.addAll(rowsOfStory(story, at))
    }
    more.onProgress?.({ rows: writer.written, share: (day + 1) / (days + 1) })
  }
  await writer.flush()
  await moveRoles(connection, writer, { org: courses[0]!.org, now: more.now })
  if (more.mess === true) await makeMess(connection, writer, visible)
  return writer.counts
}

/** The tables of an era in an empty database; where there are tables, these. Tables that lie elsewhere. */
async function makeTables(connection: Connection, era: Era): Promise<Map<string, string>> {
  const [[at]] = (await connection.query('select database() as name')) as unknown as [
    { name: string }[],
  ]
  const history = `${at!.name}_csmh`
  const places = new Map([[HISTORY_TABLE, history]])
  if ((await countOf(connection, 'auth_user')) !== undefined) {
    // A database that came with its own tables has its histories elsewhere only where that exists.
    const [found] = await connection.query(
      'select 1 from information_schema.tables where table_schema = ? and table_name = ?',
      [history, HISTORY_TABLE],
    )
    return (found as unknown[]).length > 0 ? places : new Map()
  }
  await connection.query(`create database if not exists \`${history}\` character set utf8mb4`)
  for (const { table, statement } of tablesOf(era)) {
    const place = places.get(table)
    await connection.query(
      place === undefined ? statement : statement.replace(table, `\`${place}\`.${table}`),
    )
  }
  return places
}

/** Courses, organizations, sites; links need the ids that the database gave. */
async function writeSetting(
  connection: Connection,
  writer: TableWriter,
  setting: ReturnType<typeof rowsOfSetting>,
): Promise<void> {
  await writer.add('course_overviews_courseoverview', setting.courses)
  await writer.add('organizations_organization', setting.organizations)
  await writer.add('django_site', setting.sites)
  await writer.flush()
  const ids = async (table: string, column: string): Promise<Map<string, number>> => {
    const [rows] = await connection.query(`select id, ${column} as name from ${table}`)
    return new Map((rows as { id: number; name: string }[]).map((r) => [r.name, r.id]))
  }
  const organizations = await ids('organizations_organization', 'short_name')
  const sites = await ids('django_site', 'domain')
  const links = setting.links.map(({ org, ...row }) => ({
    ...row,
    organization_id: organizations.get(org)!,
  }))
  await writer.add('organizations_organizationcourse', links)
  const table = 'site_configuration_siteconfiguration'
  const values = (await writer.has(table, 'site_values')) ? 'site_values' : 'values'
  const settings = setting.settings.map(({ domain, text, enabled }) => ({
    site_id: sites.get(domain)!,
    enabled,
    [values]: text,
  }))
  await writer.add(table, settings)
  await writer.flush()
}
