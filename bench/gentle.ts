import type { Connection } from 'mysql2/promise'
import { join } from 'node:path'
import { filledLms, LMS_SIZE, type FilledLms } from './filled.ts'
import { startService, type Line } from './service.ts'

const ROUNDS = 5
const REFRESHES = 10
const quick = process.env['BENCH_QUICK'] !== undefined
const SIMPLE = 'select id, is_active from student_courseenrollment where user_id = ?'

/** A checkout of an earlier commit, installed and built, to measure in the same run. */
const before = process.env['BENCH_BEFORE']

/**
 * What a person who uses the LMS notices of Figures: a simple query of hers, in real time, while a part of a
 * sweep and ten refreshes run, five times in turn with Figures stopped.
 */
export async function benchGentle(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const filled = await filledLms(say)
  try {
    const lms = await filled.db.admin('edxapp')
    const now: number[] = []
    const earlier: number[] = []
    for (let round = 1; round <= ROUNDS; round++) {
      const busy = await beside(lms, filled, undefined)
      const old = before === undefined ? undefined : await beside(lms, filled, before)
      const alone = await answering(lms, () => new Promise((done) => setTimeout(done, 10_000)))
      now.push(busy / alone)
      if (old !== undefined) earlier.push(old / alone)
      const was = old === undefined ? '' : `, ${old.toFixed(2)} ms with the earlier commit`
      say(
        `round ${round}: ${busy.toFixed(2)} ms with Figures${was}, ${alone.toFixed(2)} ms without`,
      )
    }
    await lms.end()
    const states = filled.rowsOf('courseware_studentmodule')
    const setting = `courseware_studentmodule ${states.toLocaleString('en-US')}${quick ? ' (quick)' : ''}`
    const compared = earlier.length === 0 ? '' : `; the earlier commit ${listed(earlier)}`
    const line = {
      what: "the LMS's own p95 for a simple query during a part of a sweep and ten refreshes, against none",
      value: `${listed(now)}${compared}`,
      bar: '≤ 1.10, or no more than the commit before in the same run',
      holds: medianOf(now) <= Math.max(1.1, earlier.length === 0 ? 0 : medianOf(earlier)),
    }
    say(`${line.holds ? '✓' : '✗'} ${line.what}: ${line.value}`)
    return { setting, lines: [line] }
  } finally {
    await filled.close()
  }
}

const medianOf = (ratios: readonly number[]): number =>
  ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]!

const listed = (ratios: readonly number[]): string =>
  `${medianOf(ratios).toFixed(2)} (of five: ${ratios
    .toSorted((a, b) => a - b)
    .map((r) => r.toFixed(2))
    .join(', ')})`

/** The p95 while a Figures, of a checkout or of this one, reads a part of a sweep and ten times what is new. */
async function beside(
  lms: Connection,
  filled: FilledLms,
  checkout: string | undefined,
): Promise<number> {
  const data = checkout === undefined ? filled.data : join(filled.data, 'before')
  const service = await startService(
    { ...filled.env, FIGURES_DATA: data, FIGURES_SWEEP: '5h' },
    checkout,
  )
  await service.loaded
  const p95 = await answering(lms, async () => {
    await service.refresh('sweep')
    for (let i = 0; i < REFRESHES; i++) await service.refresh()
  })
  await service.stop()
  return p95
}

/** p95 in milliseconds of a simple query, asked fifty times a second while something goes on. */
async function answering(lms: Connection, work: () => Promise<unknown>): Promise<number> {
  const state = { going: true }
  const working = work().finally(() => (state.going = false))
  const times: number[] = []
  while (state.going) {
    const started = performance.now()
    await lms.query(SIMPLE, [1 + Math.floor(Math.random() * LMS_SIZE.accounts)])
    times.push(performance.now() - started)
    await new Promise((done) => setTimeout(done, 20))
  }
  await working
  return times.sort((a, b) => a - b)[Math.floor((times.length - 1) * 0.95)]!
}
