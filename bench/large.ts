import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from 'mysql2/promise'
import { tablesOf } from '../src/sources/campus/lms/eras.ts'
import { startMariaDb } from '../test/support/mariadb.ts'
import { startService, type Line } from './service.ts'

const quick = process.env['BENCH_QUICK'] !== undefined
const ENROLLMENTS = quick ? 300_000 : 3_000_000
const MODULES = quick ? 1_000_000 : 20_000_000
const PEOPLE = ENROLLMENTS / 3
const STEP = 1_000_000
/** The simple query of the LMS: the courses of one learner. */
const SIMPLE = 'select id, course_id, is_active from student_courseenrollment where user_id = ?'

/** Sweeps and refreshes at sizes at which a careless statement would be noticed by the LMS. */
export async function benchLarge(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const db = await startMariaDb({ settings: ['--innodb-buffer-pool-size=6G'] })
  const data = mkdtempSync(join(tmpdir(), 'figures-bench-'))
  const lines: Line[] = []
  const add = (what: string, value: string, bar: string, holds: boolean): void => {
    lines.push({ what, value, bar, holds })
    say(`${holds ? '✓' : '✗'} ${what}: ${value} (bar ${bar})`)
  }
  try {
    const admin = await db.admin()
    say('Filling a large LMS …')
    await fill(admin, say)
    const setting = `student_courseenrollment ${ENROLLMENTS.toLocaleString('en-US')}, courseware_studentmodule ${MODULES.toLocaleString('en-US')}`
    await admin.query("set global log_output = 'TABLE', slow_query_log = 1, long_query_time = 0.05")
    const alone = await answering(
      db.admin('edxapp'),
      new Promise((done) => setTimeout(done, 10_000)),
    )
    const service = await startService({
      FIGURES_LMS_DATABASE_URL: db.url('edxapp'),
      FIGURES_PLATFORM: 'bench',
      FIGURES_DATA: data,
      FIGURES_SECRET: 'a secret of the bench only',
      FIGURES_REFRESH: '1h',
    })
    const loading = await answering(db.admin('edxapp'), service.loaded)
    const rise = loading / alone - 1
    add(
      "the LMS's own p95 for a simple query while Figures loads",
      `${loading.toFixed(2)} ms against ${alone.toFixed(2)} ms alone, ${rise < 0 ? '−' : '+'}${Math.abs(rise * 100).toFixed(0)} %`,
      '< + 20 %',
      rise < 0.2,
    )
    await admin.query(
      'update student_courseenrollment set is_active = 1 - is_active where id % 100000 = 7',
    )
    const sweep = await service.refresh('sweep')
    add('sweep of all enrollments', `${sweep.toFixed(1)} s`, '< 15 s', sweep < 15)
    await admin.query(
      'update courseware_studentmodule set modified = utc_timestamp(6) where id % 1000 = 7',
    )
    const refresh = await service.refresh()
    add(
      'refresh after 0.1 % of the states changed',
      `${refresh.toFixed(2)} s`,
      '< 3 s',
      refresh < 3,
    )
    const again = await service.refresh()
    add('refresh with nothing changed after that', `${again.toFixed(2)} s`, '< 3 s', again < 3)
    const [[slow]] = (await admin.query(
      "select coalesce(max(time_to_sec(query_time) + microsecond(query_time) / 1e6), 0) as s from mysql.slow_log where db = 'edxapp' and sql_text like 'select%'",
    )) as unknown as [{ s: string }[]]
    const longest = Number(slow!.s)
    add('longest statement', `${longest.toFixed(2)} s`, '< 5 s', longest < 5)
    await service.stop()
    await admin.end()
    return { setting, lines }
  } finally {
    await db.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Rows made by the server itself, with the keys that reading needs; the others take most of the time. */
async function fill(admin: Connection, say: (text: string) => void): Promise<void> {
  await admin.query('create database edxapp character set utf8mb4; use edxapp')
  for (const { table, statement } of tablesOf('U')) {
    const bare = ['courseware_studentmodule', 'student_courseenrollment'].includes(table)
      ? statement.replaceAll(
          /, (?:unique )?key \((?!`modified`\)|`user_id`, `course_id`\))[^)]*\)/g,
          '',
        )
      : statement
    await admin.query(bare)
  }
  await admin.query("set session sql_mode = '', unique_checks = 0, foreign_key_checks = 0")
  const ago = (seed: string, days: number): string =>
    `utc_timestamp(6) - interval (60 + crc32(${seed}) % (${days} * 1440)) minute`
  await admin.query(
    `insert into course_overviews_courseoverview (id, org, display_name) select concat('course-v1:Big+C', seq, '+1'), 'Big', concat('Course ', seq) from seq_1_to_300`,
  )
  for (let at = 0; at < PEOPLE; at += STEP) {
    const to = Math.min(at + STEP, PEOPLE)
    await admin.query(
      `insert into auth_user (id, username, email, is_active, date_joined) select seq, concat('u', seq), concat('u', seq, '@people.example'), 1, ${ago('seq', 900)} from seq_${at + 1}_to_${to}`,
    )
  }
  for (let at = 0; at < ENROLLMENTS; at += STEP) {
    const to = Math.min(at + STEP, ENROLLMENTS)
    await admin.query(
      `insert into student_courseenrollment (id, course_id, created, is_active, mode, user_id)
        select seq, concat('course-v1:Big+C', 1 + seq div ${PEOPLE} * 100 + seq % 100, '+1'), ${ago('seq', 900)}, seq % 9 > 0, 'audit', 1 + seq % ${PEOPLE} from seq_${at + 1}_to_${to}`,
    )
  }
  for (let at = 0; at < MODULES; at += STEP) {
    const to = Math.min(at + STEP, MODULES)
    await admin.query(
      `insert into courseware_studentmodule (id, module_type, module_id, course_id, done, created, modified, student_id)
        select seq, 'problem', concat('block-v1:Big+C', 1 + seq % 100, '+1+type@problem+block@p', seq div ${PEOPLE}), concat('course-v1:Big+C', 1 + seq % 100, '+1'), 'na',
          ${ago('seq', 900)}, ${ago('seq', 900)} + interval 30 minute, 1 + seq % ${PEOPLE} from seq_${at + 1}_to_${to}`,
    )
    say(`  ${to.toLocaleString('en-US')} states`)
  }
  await admin.query('analyze table courseware_studentmodule, student_courseenrollment, auth_user')
}

/** p95 in milliseconds of a simple query of the LMS, asked twenty times a second until something is over. */
async function answering(opening: Promise<Connection>, over: Promise<unknown>): Promise<number> {
  const lms = await opening
  const state = { going: true }
  void over.finally(() => (state.going = false))
  const times: number[] = []
  while (state.going) {
    const started = performance.now()
    await lms.query(SIMPLE, [1 + Math.floor(Math.random() * PEOPLE)])
    times.push(performance.now() - started)
    await new Promise((done) => setTimeout(done, 50))
  }
  await lms.end()
  return times.sort((a, b) => a - b)[Math.floor((times.length - 1) * 0.95)]!
}
