import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseAddress } from '../src/sources/lms-database/address.ts'
import { connect } from '../src/sources/lms-database/connect.ts'
import { LmsServer } from '../src/sources/lms-database/server.ts'
import { pagesById } from '../src/sources/lms-database/reading.ts'
import { steady, USUAL_PACE } from '../src/sources/lms-database/pace.ts'
import { pagesOfSaves } from '../src/sources/lms-database/saves.ts'
import type { Shape } from '../src/sources/lms-database/shape.ts'
import { accountShape } from '../src/sources/lms-database/shapes/account.ts'
import { gradeShape } from '../src/sources/lms-database/shapes/grade.ts'
import { certificateShape } from '../src/sources/lms-database/shapes/certificate.ts'
import { completionShape } from '../src/sources/lms-database/shapes/completion.ts'
import { enrollmentShape } from '../src/sources/lms-database/shapes/enrollment.ts'
import { demographicShape } from '../src/sources/lms-database/shapes/people.ts'
import { sectionGradeShape } from '../src/sources/lms-database/shapes/section-grade.ts'
import { readSchema } from '../src/sources/lms-database/schema.ts'
import { checksums } from '../src/sources/lms-database/digests.ts'
import { moduleShape } from '../src/sources/lms-database/shapes/module.ts'
import { Tasks } from '../src/sources/lms-database/tasks.ts'
import { filledLms } from './filled.ts'
import {
  loadAlone,
  medianOf,
  percent,
  residentNow,
  residentPeak,
  sizeOf,
  startService,
  type Line,
  type Running,
} from './service.ts'

const READERS = 8
const PAUSE_MS = 100

/**
 * First load and refresh of an LMS against a real MariaDB on this machine, as ratios to the raw driver
 * reading the same pages in the same run, with readers at the page's questions all the while.
 */
export async function benchLms(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const filled = await filledLms(say)
  const { db, data, env } = filled
  const lines: Line[] = []
  const add = (what: string, value: string, bar: string, holds: boolean): void => {
    lines.push({ what, value, bar, holds })
    say(`${holds ? '✓' : '✗'} ${what}: ${value} (bar ${bar})`)
  }
  try {
    const setting = [
      'auth_user',
      'student_courseenrollment',
      'courseware_studentmodule',
      'grades_persistentcoursegrade',
    ]
      .map((t) => `${t} ${filled.rowsOf(t).toLocaleString('en-US')}`)
      .join(', ')
    say(setting)

    // Twice, and the better one counts: the first warms the server's cache, which helps the floor.
    await floorOf(db.address('edxapp'))
    const floor = await floorOf(db.address('edxapp'))
    say(`floor: ${floor.seconds.toFixed(1)} s, ${Math.round(floor.rows / floor.seconds)} rows/s`)

    const alone = mkdtempSync(join(tmpdir(), 'figures-bench-'))
    const load = await loadAlone({ ...env, FIGURES_DATA: alone })
    rmSync(alone, { recursive: true, force: true })
    const share = floor.seconds / load.seconds
    add(
      'first load against the raw driver',
      `${percent(share)} (${load.seconds.toFixed(1)} s for ${load.rows.toLocaleString('en-US')} rows)`,
      '≥ 50 %',
      share >= 0.5,
    )
    add(
      'resident memory at the peak of the first load',
      `${load.peak} MB`,
      '< 700 MB',
      load.peak < 700,
    )

    let service = await startService(env)
    const loading = await readersUntil(service, service.loaded)
    add(
      `Overview p95 with ${READERS} readers during the first load`,
      `${loading.p95} ms (p50 ${loading.p50} ms, ${loading.count} pages)`,
      '< 400 ms',
      loading.p95 < 400,
    )
    const peak = residentPeak(service.process)
    add(
      'resident memory at the peak of the first load with readers',
      `${peak} MB`,
      '< 700 MB',
      peak < 700,
    )

    const idle = await medianOf(5, () => service.refresh())
    add(
      'refresh with nothing changed, against the first load',
      `${percent(idle / load.seconds)} (${idle.toFixed(2)} s)`,
      '< 3 %',
      idle / load.seconds < 0.03,
    )

    const admin = await db.admin('edxapp')
    await admin.query(
      'update courseware_studentmodule set modified = utc_timestamp(6) where id % 100 = 7',
    )
    await admin.query(
      "insert into auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined) select '!', 0, concat('n', id), '', '', concat('n', id, '@people.example'), 0, 1, utc_timestamp(6) from auth_user where id % 100 = 7",
    )
    await admin.query(
      'update grades_persistentcoursegrade set percent_grade = percent_grade * 0.99, modified = utc_timestamp(6) where id % 100 = 7',
    )
    await admin.query(
      "insert ignore into student_courseenrollment (course_id, created, is_active, mode, user_id) select 'course-v1:Vela+ONB101+self', utc_timestamp(6), 1, 'audit', id from auth_user where id % 25 = 3",
    )
    const changed = await service.refresh()
    add(
      'refresh after 1 % change, against the first load',
      `${percent(changed / load.seconds)} (${changed.toFixed(2)} s)`,
      '< 5 %',
      changed / load.seconds < 0.05,
    )

    await service.stop()

    // On its own schedule, a refresh a second: the first finds a per cent of the modules changed, the
    // others read it again, because the safety lag reaches back fifteen minutes.
    service = await startService({ ...env, FIGURES_REFRESH: '1s' })
    await service.loaded
    const changing = async (): Promise<void> => {
      await admin.query(
        'update courseware_studentmodule set modified = utc_timestamp(6) where id % 100 = 8',
      )
      await new Promise((done) => setTimeout(done, 12_000))
    }
    const refreshing = await readersUntil(service, changing())
    add(
      `Overview p95 with ${READERS} readers during refreshes`,
      `${refreshing.p95} ms (p50 ${refreshing.p50} ms, ${refreshing.count} pages)`,
      '< 100 ms',
      refreshing.p95 < 100,
    )
    await admin.end()
    await service.stop()

    service = await startService(env)
    await service.loaded
    await new Promise((done) => setTimeout(done, 40_000))
    const resident = residentNow(service.process)
    add('resident memory idle after restart', `${resident} MB`, '< 200 MB', resident < 200)
    await service.stop()
    const size = Math.round(sizeOf(data) / 1e6)
    add('data folder', `${size} MB`, '< 150 MB', size < 150)
    return { setting, lines }
  } finally {
    await filled.close()
  }
}

/** The raw driver reads the pages of the first load and throws the rows away. */
async function floorOf(address: DatabaseAddress): Promise<{ seconds: number; rows: number }> {
  const session = await connect(new LmsServer(address))
  const started = performance.now()
  let rows = 0
  const schema = await readSchema(session)
  const shapes: Shape[] = [
    accountShape,
    demographicShape,
    enrollmentShape(schema),
    certificateShape(schema),
    gradeShape,
    sectionGradeShape(schema),
    completionShape,
    moduleShape(new Tasks()),
  ]
  for (const shape of shapes) {
    const extra = checksums(shape)
    for await (const page of pagesById(session, shape, {
      after: 0,
      extra,
      stride: steady(USUAL_PACE),
    }))
      rows += page.rows.length + page.besideRows.length
  }
  for await (const page of pagesOfSaves(session, schema.savesTable!, {
    after: 0,
    stride: steady(USUAL_PACE),
  }))
    rows += page.length
  await session.close()
  return { seconds: (performance.now() - started) / 1000, rows }
}

/** Readers open the Overview again and again until something is over; each page is all its questions. */
async function readersUntil(
  service: Running,
  over: Promise<void>,
): Promise<{ p50: number; p95: number; count: number }> {
  const state = { going: true }
  void over.finally(() => (state.going = false))
  const day = (ago: number): string =>
    new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const sites = [undefined, 'harbor-coffee.example', 'vela-motors.example', 'surya-homes.example']
  const times: number[] = []
  const reader = async (n: number): Promise<void> => {
    const site = sites[n % sites.length]
    const shared = `from=${day(27)}&to=${day(-1)}&zone=UTC${site === undefined ? '' : `&site=${site}`}`
    const questions = [
      `metrics=active_learners,enrollments,new_enrollments,new_passing&compare=previous&${shared}`,
      `metrics=active_learners&grain=day&compare=previous&${shared}`,
      `metrics=new_enrollments,new_passing&grain=day&${shared}`,
      `metrics=active_learners,enrollments,new_enrollments,new_passing&by=course,course_state&compare=previous&sort=-active_learners&${shared}`,
    ]
    while (state.going) {
      const started = performance.now()
      const answers = await Promise.all(
        questions.map((q) =>
          fetch(`${service.address}api/v2/query?${q}`, { headers: service.headers }),
        ),
      )
      await Promise.all(answers.map((a) => a.arrayBuffer()))
      // Before the first batch there is no site to ask for.
      if (answers.every((a) => a.ok)) times.push(performance.now() - started)
      await new Promise((done) => setTimeout(done, PAUSE_MS))
    }
  }
  await Promise.all(Array.from({ length: READERS }, (_, n) => reader(n)))
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    Math.round(times[Math.floor((times.length - 1) * share)] ?? Number.NaN)
  return { p50: at(0.5), p95: at(0.95), count: times.length }
}
