// `npm run prove`: the full counts (kills, generated cases) and the bench, which writes bench/RESULTS.md.
import process from 'node:process'
import { buildPage, buildService, debian, install, nodeOf, run, say } from './setup.mjs'

install()
debian()
buildPage()
buildService()
const full = {
  ...process.env,
  PROPERTY_CASES: '100000',
  PROPERTY_TIMES: '50',
  KILLS: '100',
  STRATEGY_CASES: '300',
  ODD_VALUES: '1000000',
  VALUE_DOORS: 'all',
  REWRITE_CASES: '300',
  READING_CASES: '2000',
  HISTORY_CASES: '200',
  DAY_STEP_MINUTES: '2',
  DAY_STRETCH: '1',
}
say('Full counts …')
run('vitest', ['run', '--testTimeout', '10800000'], full)
say('Bench …')
run(nodeOf(), ['bench/run.ts'])
