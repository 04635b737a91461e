import type { Connection } from 'mysql2/promise'
import { filledLms, LMS_SIZE } from './filled.ts'
import { startService, type Line } from './service.ts'

const ROUNDS = 5
const REFRESHES = 10
const quick = process.env['BENCH_QUICK'] !== undefined
const SIMPLE = 'select id, is_active from student_courseenrollment where user_id = ?'

/**
 * What a person who uses the LMS notices of Figures: a simple query of hers, in real time, while a part of a
 * sweep and ten refreshes run, five times in turn with Figures stopped.
 */
export async function benchGentle(
  say: (text: string) => void,
): Promise<{ setting: string; lines: Line[] }> {
  const filled = await filledLms(say)
  try {
    const env = { ...filled.env, FIGURES_SWEEP: '5h' }
    const lms = await filled.db.admin('edxapp')
    const ratios: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const service = await startService(env)
      await service.loaded
      const busy = await answering(lms, async () => {
        await service.refresh('sweep')
        for (let i = 0; i < REFRESHES; i++) await service.refresh()
      })
      await service.stop()
      const alone = await answering(lms, () => new Promise((done) => setTimeout(done, 10_000)))
      ratios.push(busy / alone)
      say(`round ${round + 1}: ${busy.toFixed(2)} ms with Figures, ${alone.toFixed(2)} ms without`)
    }
    await lms.end()
    const median = ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
    const states = filled.rowsOf('courseware_studentmodule')
    const setting = `courseware_studentmodule ${states.toLocaleString('en-US')}${quick ? ' (quick)' : ''}`
    const line = {
      what: "the LMS's own p95 for a simple query during a part of a sweep and ten refreshes, against none",
      value: `${median.toFixed(2)} (of five: ${ratios.map((r) => r.toFixed(2)).join(', ')})`,
      bar: '≤ 1.10, or no more than the commit before in the same run',
      holds: median <= 1.1,
    }
    say(`${line.holds ? '✓' : '✗'} ${line.what}: ${line.value}`)
    return { setting, lines: [line] }
  } finally {
    await filled.close()
  }
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
