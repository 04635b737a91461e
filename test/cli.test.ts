import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../src/cli/main.ts'
import { NOON, TEST_SECRET, type CampusService } from './support/campus.ts'
import { sharedCampus } from './support/shared.ts'

const folder = mkdtempSync(join(tmpdir(), 'figures-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function figures(args: string, more: { folder?: string; env?: Record<string, string> } = {}) {
  let out = ''
  let err = ''
  const code = await main(args.split(' '), {
    environment: {
      FIGURES_CAMPUS_ACCOUNTS: '400',
      FIGURES_SECRET: TEST_SECRET,
      FIGURES_MEMORY: '256',
      ...more.env,
    },
    folder: more.folder ?? folder,
    out: (text) => (out += text),
    err: (text) => (err += text),
    interactive: false,
    now: () => NOON,
  })
  return { code, out, err }
}

test('a wrong address at first leaves nothing that the right one is taken for', async () => {
  const here = mkdtempSync(join(tmpdir(), 'figures-typo-'))
  const tried = (database: string) =>
    figures('ingest --once', {
      folder: here,
      // Nobody listens there.
      env: { FIGURES_LMS_DATABASE_URL: `mysql://figures:typo@127.0.0.1:1/${database}` },
    })
  expect((await tried('edxap')).err).toContain('Nothing answers as a database')
  expect((await tried('edxapp')).err).toContain('Nothing answers as a database')
  rmSync(here, { recursive: true, force: true })
})

const week = '--from 2026-11-16 --to 2026-11-23 --zone UTC'

describe('with the service down', () => {
  beforeAll(async () => {
    expect((await figures('status')).code).toBe(1)
    const { code, out } = await figures('ingest --once')
    expect(code).toBe(0)
    expect(out).toMatch(/campus: first load, [\d,]+ rows in/)
  })

  test('status is well after reading', async () => {
    const { code, out } = await figures('status')
    expect(code).toBe(0)
    expect(out).toContain('campus: fresh')
    expect(out).toContain('the service is not running')
  })

  test('JSON is an array of objects: dimensions, time, one key a metric', async () => {
    const { out } = await figures(
      `query active_learners new_enrollments --by course --grain week ${week} --format json`,
    )
    const rows = JSON.parse(out) as Record<string, unknown>[]
    expect(Object.keys(rows[0]!).filter((k) => !k.endsWith('_state'))).toEqual([
      'course',
      'time',
      'active_learners',
      'new_enrollments',
    ])
    expect(rows[0]!['course']).toMatch(/^course-v1:/)
    expect(rows[0]!['time']).toBe('2026-11-16')
  })

  test('--to is exclusive', async () => {
    const days = async (to: string): Promise<string[]> =>
      (
        JSON.parse(
          (
            await figures(
              `query active_learners --from 2026-11-02 --to ${to} --grain day --zone UTC --format json`,
            )
          ).out,
        ) as { time: string }[]
      ).map((r) => r.time)
    expect(await days('2026-11-04')).toEqual(['2026-11-02', '2026-11-03'])
  })

  test('table and CSV', async () => {
    const table = await figures(
      `query active_learners --by site ${week} --compare previous --sort=-active_learners`,
    )
    expect(table.out).toMatch(/site +active_learners +active_learners_previous/)
    expect(table.out).toContain('2026-11-16 to 2026-11-23 (exclusive), UTC, still running')
    const csv = await figures(`query active_learners --by course_state ${week} --format csv`)
    expect(csv.out.split('\r\n')[0]).toBe(
      '\uFEFFcourse_state,active_learners,active_learners_state',
    )
  })

  test('a dimension whose name ends like a state stays a dimension', async () => {
    expect((await figures('query courses --by course_state')).out).toMatch(/^course_state +courses/)
  })

  test('metrics prints the definitions', async () => {
    const { out } = await figures('metrics')
    expect(out).toContain('active_learners')
    expect(out).toContain('Different learners who learned')
  })

  test.each([
    ['qury active_learners', /Did you mean query/],
    ['query activ_learners', /Did you mean active_learners/],
    ['query active_learners --grian day', /Did you mean --grain/],
    ['query active_learners --by corse', /Did you mean course/],
    ['query active_learners --filter course', /Write dimension=value/],
    ['query active_learners --filter corse=x', /Did you mean course/],
    ['query active_learners --filter constructor=x', /There is no dimension 'constructor'/],
    ['query active_learners --filter __proto__=x', /__proto__/],
    ['query active_learners --format jsn', /Did you mean json/],
    ['query active_learners --limit many', /expected a whole number/],
    ['token revoke nothing', /There is no token 'nothing'/],
    ['restore no-such-file', /There is no file/],
    ['restore .', /is not a file/],
    ['campus --mysql here', /mysql:\/\/user:password/],
  ])('%s fails with a way out', async (args, message) => {
    const { code, err } = await figures(args)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('a wrong setting is named', async () => {
    const { code, err } = await figures('status', { env: { FIGURES_ZONE: 'Mars' } })
    expect(code).toBe(2)
    expect(err).toMatch(/FIGURES_ZONE is wrong/)
  })

  test('check says that a campus has nothing to compare with', async () => {
    const { code, out } = await figures('check')
    expect(code).toBe(0)
    expect(out).toContain('nothing to compare with')
  })

  test('backup and restore; the secret is in neither and both say so', async () => {
    const made = await figures('backup copy.duckdb')
    expect(made.out).toMatch(/secret is not in it/)
    expect(readFileSync(join(folder, 'copy.duckdb')).includes(TEST_SECRET)).toBe(false)
    const before = await figures(`query active_learners ${week} --format json`)
    const restored = await figures('restore copy.duckdb')
    expect(restored.out).toMatch(/secret is not in a backup/)
    expect((await figures(`query active_learners ${week} --format json`)).out).toBe(before.out)
    const other = await figures('restore copy.duckdb', {
      env: { FIGURES_SECRET: 'quite another secret' },
    })
    expect(other.err).toMatch(/This secret does not fit/)
  })

  test('a file that is no backup leaves everything as it was', async () => {
    writeFileSync(join(folder, 'nonsense'), 'nonsense')
    expect((await figures('restore nonsense')).err).toMatch(/not a backup of Figures/)
    expect((await figures('status')).code).toBe(0)
  })
})

describe('with the service up', () => {
  let campus: CampusService
  beforeAll(async () => {
    campus = await sharedCampus()
    await campus.service.listen()
  })
  afterAll(() => campus.close())
  const up = (args: string) => figures(args, { folder: campus.folder })

  test('every command asks the service instead of the folder', async () => {
    expect((await up('status')).out).toContain('the service is running')
    expect(JSON.parse((await up(`query enrollments ${week} --format json`)).out)).toHaveLength(1)
    expect((await up(`query enrollments ${week} --format csv`)).out).toContain(
      'enrollments,enrollments_state',
    )
    expect((await up('ingest --once')).out).toMatch(/campus: refresh/)
    expect((await up('check')).code).toBe(0)
    const made = await up('token create weekly-report')
    expect(made.out).toMatch(/^fig_\S+\n$/)
    expect((await up('token list')).out).toContain('weekly-report')
    expect((await up(`backup ${join(campus.folder, 'copy.duckdb')}`)).code).toBe(0)
    expect((await up('query activ_learners')).err).toMatch(/Did you mean active_learners/)
  })

  test('restore and a second start are refused while it runs', async () => {
    expect((await up(`restore ${join(campus.folder, 'copy.duckdb')}`)).err).toMatch(
      /must be down to restore/,
    )
    expect((await up('start')).err).toMatch(/already runs at http/)
  })

  test('service.json is for its owner alone', async () => {
    const { mode } = await import('node:fs').then((fs) =>
      fs.statSync(join(campus.folder, 'data/campus/service.json')),
    )
    expect(mode & 0o077).toBe(0)
  })
})

test('what a service that died has left half written is no service', async () => {
  const file = join(folder, 'data/campus/service.json')
  for (const left of ['', '{"pid":1,"addr', 'null']) {
    writeFileSync(file, left)
    expect((await figures('status')).out).toContain('the service is not running')
  }
  rmSync(file)
})

test('a defect says where it happened, and nothing of what it was about', async () => {
  let err = ''
  const code = await main(['metrics'], {
    environment: { DEBUG: '1', FIGURES_SECRET: TEST_SECRET },
    folder,
    out: () => {
      throw new TypeError('could not convert "Ada Lovelace"\n    at Ada')
    },
    err: (text) => (err += text),
    interactive: false,
    now: () => NOON,
  })
  expect(code).toBe(1)
  expect(err).toMatch(
    /^figures: Something inside Figures failed\.\nTypeError\n {4}at .*cli\.test\.ts/,
  )
  expect(err).not.toContain('Ada')
})
