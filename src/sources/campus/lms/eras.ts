import { COURSES } from './schema/courses.ts'
import { ENROLLMENT } from './schema/enrollment.ts'
import { ENTERPRISE } from './schema/enterprise.ts'
import { PEOPLE } from './schema/people.ts'
import { ROLES } from './schema/roles.ts'
import { WORK } from './schema/work.ts'

/** Times whose LMS tables the campus can make, each about a release: Ginkgo to Verawood. */
export const ERAS = ['G', 'H', 'J', 'M', 'P', 'U', 'V'] as const
export type Era = (typeof ERAS)[number]

/** Whether something marked with eras is there in one. Verawood has whatever Ulmo has. */
const isIn = (eras: string, era: Era): boolean =>
  eras.includes(era) || (era === 'V' && eras.includes('U'))

/** The table of saved histories lives in a database of its own beside the LMS's. */
export const HISTORY_TABLE = 'coursewarehistoryextended_studentmodulehistoryextended'

/** Migrations by which a release is known, the last one an era has. */
export const MIGRATIONS: Readonly<Record<Era, readonly (readonly [string, string])[]>> = {
  G: [['course_overviews', '0013_courseoverview_language']],
  H: [
    ['completion', '0001_initial'],
    ['user_api', '0002_retirementstate_userretirementstatus'],
  ],
  J: [
    ['student', '0021_historicalcourseenrollment'],
    ['certificates', '0016_historicalgeneratedcertificate'],
  ],
  M: [['courseware', '0015_add_courseware_stats_index']],
  P: [['grades', '0019_auto_20220912_0855']],
  U: [
    ['grades', '0021_rename_persistentcoursegrade'],
    ['student', '0047_courseaccessrolehistory'],
  ],
  V: [
    ['student', '0047_courseaccessrolehistory'],
    ['openedx_authz', '0009_roleassignmentaudit'],
    ['course_overviews', '0030_backfill_new_catalog_courseruns'],
  ],
}

const TYPES: Readonly<Record<string, string>> = {
  serial: 'int auto_increment primary key',
  bigserial: 'bigint auto_increment primary key',
  ubigserial: 'bigint unsigned auto_increment primary key',
  instant: 'datetime(6)',
  bool: 'tinyint(1)',
  uint: 'int unsigned',
  ubigint: 'bigint unsigned',
}

/**
 * Statements that make the LMS's tables as an era had them, where they are missing. A table is its name
 * and eras, then a line a column: its type, `?` for nullable, `@` for the eras that have it so; keys
 * stand among them. No column has a default, as on the platform.
 */
export function tablesOf(era: Era): { readonly table: string; readonly statement: string }[] {
  return [...PEOPLE, ...COURSES, ...ENROLLMENT, ...ROLES, ...ENTERPRISE, ...WORK].flatMap(
    (text) => {
      const [head, ...lines] = text.split('\n').map((line) => line.trim())
      const [table, eras] = head!.split(' ')
      if (!isIn(eras!, era)) return []
      const parts = lines.flatMap((line) => partOf(line, era))
      return [
        { table: table!, statement: `create table if not exists ${table} (${parts.join(', ')})` },
      ]
    },
  )
}

function partOf(line: string, era: Era): string[] {
  const key = /^(primary|unique|key)\(([^)]*)\)(?:@(\w+))?$/.exec(line)
  if (key !== null) {
    const [, kind, columns, eras] = key
    if (eras !== undefined && !isIn(eras, era)) return []
    const word = { primary: 'primary key', unique: 'unique key', key: 'key' }[kind!]!
    return [
      `${word} (${columns!
        .split(',')
        .map((c) => `\`${c}\``)
        .join(', ')})`,
    ]
  }
  const [column, ...types] = line.split(' ')
  const found = types
    .map((t) => t.split('@'))
    .find(([, eras]) => eras === undefined || isIn(eras, era))
  return found === undefined ? [] : [`\`${column}\` ${typeOf(found[0]!)}`]
}

function typeOf(word: string): string {
  const nullable = word.endsWith('?')
  const bare = nullable ? word.slice(0, -1) : word
  const binary = bare.startsWith('binary_')
  const base = binary ? bare.slice('binary_'.length) : bare
  const type = `${TYPES[base] ?? base}${binary ? ' collate utf8mb4_bin' : ''}`
  return `${type} ${nullable ? 'null' : 'not null'}`
}
