import mysql, { type Connection } from 'mysql2/promise'
import { unavailable } from '../../kernel/problem.ts'
import { daysBetween } from '../../kernel/time.ts'
import { LMS_TABLES } from './lms-schema.ts'
import { rowsOfSetting, rowsOfStory, type Cell, type LmsRow } from './lms-rows.ts'
import { announced, coursesOf } from './plan.ts'
import { storiesOf, type CampusOptions } from './story.ts'

const ROWS_A_STATEMENT = 4000

export interface FillProgress {
  readonly rows: number
  readonly share: number
}

/** What was written, by table. */
export type Filled = ReadonlyMap<string, number>

/**
 * Writes the campus into an LMS database: makes the tables where they are missing, and fills every
 * column that has no default of its own. What is there already stays; new accounts get higher ids.
 */
export async function fillLms(
  address: string,
  campus: CampusOptions,
  more: { readonly now: number; readonly onProgress?: (p: FillProgress) => void },
): Promise<Filled> {
  const connection = await open(address)
  try {
    for (const statement of LMS_TABLES) await connection.query(statement)
    const writer = new TableWriter(connection)
    const courses = coursesOf(campus.opened)
    const visible = announced(courses, more.now)
    await writeSetting(connection, writer, rowsOfSetting(visible))
    const first = await nextId(connection, 'auth_user')
    const today = new Date(more.now).toISOString().slice(0, 10)
    const days = daysBetween(campus.opened, today) + 1
    for (let day = 0; day <= days; day++) {
      for (const story of storiesOf(campus, courses, day)) {
        if (story.joined > more.now) continue
        for (const [table, rows] of rowsOfStory(story, { now: more.now, first, visible })) {
          await writer.add(table, rows)
        }
      }
      more.onProgress?.({ rows: writer.written, share: (day + 1) / (days + 1) })
    }
    await writer.flush()
    return writer.counts
  } finally {
    await connection.end()
  }
}

async function open(address: string): Promise<Connection> {
  const url = new URL(address)
  try {
    const connection = await mysql.createConnection({
      host: url.hostname,
      port: url.port === '' ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      charset: 'utf8mb4',
      timezone: 'Z',
    })
    const database = decodeURIComponent(url.pathname.slice(1)).replaceAll('`', '')
    await connection.query(`create database if not exists \`${database}\` character set utf8mb4`)
    await connection.query(`use \`${database}\``)
    // Rows come in an order that satisfies every key; checking each would take most of the time.
    await connection.query(
      "set session foreign_key_checks = 0, unique_checks = 0, time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'",
    )
    return connection
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
    throw unavailable(
      'campus-database',
      `Cannot open the database at ${url.hostname} for writing: ${code}.`,
      {
        remedy:
          'Give the address of a database whose user may create tables: mysql://user:password@host:3306/name',
        cause: error,
      },
    )
  }
}

async function nextId(connection: Connection, table: string): Promise<number> {
  const [rows] = await connection.query(`select coalesce(max(id), 0) as id from ${table}`)
  return (rows as { id: number }[])[0]!.id
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
  const columns = await writer.columnsOf('site_configuration_siteconfiguration')
  const values = columns.has('site_values') ? 'site_values' : 'values'
  const settings = setting.settings.map(({ domain, text, enabled }) => ({
    site_id: sites.get(domain)!,
    enabled,
    [values]: text,
  }))
  await writer.add('site_configuration_siteconfiguration', settings)
  await writer.flush()
}

/** Gathers rows by table and writes them many at a time, filling columns that a row does not name. */
class TableWriter {
  readonly counts = new Map<string, number>()
  written = 0
  readonly #connection: Connection
  readonly #rows = new Map<string, LmsRow[]>()
  readonly #columns = new Map<string, ReadonlyMap<string, Cell | undefined>>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async add(table: string, rows: readonly LmsRow[]): Promise<void> {
    const waiting = this.#rows.get(table) ?? []
    this.#rows.set(table, waiting)
    for (const row of rows) waiting.push(row)
    if (waiting.length >= ROWS_A_STATEMENT) await this.#write(table)
  }

  async flush(): Promise<void> {
    for (const table of this.#rows.keys()) await this.#write(table)
  }

  /** The table's columns with what fills them where a row says nothing; undefined: the database does. */
  async columnsOf(table: string): Promise<ReadonlyMap<string, Cell | undefined>> {
    const known = this.#columns.get(table)
    if (known !== undefined) return known
    const [rows] = await this.#connection.query(
      `select column_name as name, data_type as type, is_nullable as nullable, column_default as preset, extra
        from information_schema.columns where table_schema = database() and table_name = ?`,
      [table],
    )
    const columns = new Map(
      (
        rows as (Record<'name' | 'type' | 'nullable' | 'extra', string> & {
          preset: string | null
        })[]
      ).map((c) => {
        const own = c.nullable === 'YES' || c.extra.includes('auto_increment') || c.preset !== null
        return [c.name, own ? undefined : fillerOf(c.type)] as const
      }),
    )
    this.#columns.set(table, columns)
    return columns
  }

  async #write(table: string): Promise<void> {
    const rows = this.#rows.get(table) ?? []
    this.#rows.set(table, [])
    if (rows.length === 0) return
    const columns = await this.columnsOf(table)
    const named = [...columns.keys()].filter((c) => c in rows[0]! || columns.get(c) !== undefined)
    const list = named.map((c) => `\`${c}\``).join(', ')
    const first = named.map((c) => `\`${c}\` = \`${c}\``)[0]!
    for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
      const some = rows.slice(at, at + ROWS_A_STATEMENT)
      const values = some
        .map(
          (row) => `(${named.map((c) => literal(c in row ? row[c]! : columns.get(c)!)).join(',')})`,
        )
        .join(',')
      await this.#connection.query(
        `insert into ${table} (${list}) values ${values} on duplicate key update ${first}`,
      )
    }
    this.counts.set(table, (this.counts.get(table) ?? 0) + rows.length)
    this.written += rows.length
  }
}

function fillerOf(type: string): Cell {
  if (/int|double|float|decimal|bit/.test(type)) return 0
  if (/datetime|timestamp/.test(type)) return '2020-01-01 00:00:00.000000'
  if (type === 'date') return '2020-01-01'
  return /json/.test(type) ? '{}' : ''
}

function literal(value: Cell): string {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
