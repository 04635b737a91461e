// `npm test`: everything that must hold, in one command, with one closing line.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildPage, debian, install, root, say } from './setup.mjs'

install()
debian()
buildPage()

/** Checks that are no tests of the runner: each counts as one. */
/** @type {[string, string, string[]][]} */
const GATES = [
  ['types of the server', 'tsc', ['-p', '.']],
  ['types of the page', 'tsc', ['-p', 'src/web']],
  ['build of the package', 'tsc', ['-p', 'tsconfig.build.json']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'oxfmt', ['--check']],
  ['dead code', 'knip', []],
]

const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` }
// Settings of the person who runs the tests are not the tests'.
for (const name of Object.keys(env)) if (name.startsWith('FIGURES_')) delete env[name]

/** Where each command leaves the seconds that it and its children computed. */
const scratch = mkdtempSync(join(tmpdir(), 'figures-tally-'))
const times = join(scratch, 'times')
const begun = Date.now()

/** Runs a command under a shell, which knows what its children used on every system. */
function timed(command, args, options) {
  const note = '"$@"; ended=$?; times >>"$TIMES_FILE"; exit $ended'
  return spawnSync('sh', ['-c', note, 'sh', command, ...args], {
    cwd: root,
    ...options,
    env: { ...env, TIMES_FILE: times, ...options.env },
  })
}

const tally = { passed: 0, failed: 0, skipped: 0 }
for (const [name, command, args] of GATES) {
  const started = Date.now()
  const done = timed(command, args, { encoding: 'utf8' })
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  if (done.status === 0) {
    tally.passed++
    say(`✓ ${name} (${seconds} s)`)
  } else {
    tally.failed++
    say(`✗ ${name} (${seconds} s)\n${done.stdout}${done.stderr}`)
  }
}

const file = join(scratch, 'tally.json')
const tests = timed('vitest', ['run', ...process.argv.slice(2)], {
  env: { TALLY_FILE: file },
  stdio: 'inherit',
})
try {
  const counted = JSON.parse(readFileSync(file, 'utf8'))
  for (const key of Object.keys(tally)) tally[key] += counted[key]
} catch {
  say(`The test runner ended without a count, by ${tests.signal ?? `status ${tests.status}`}.`)
}
// A runner that fails without a failed test (an error between tests) must not pass.
if (tests.status !== 0 && tally.failed === 0) tally.failed++
const wall = (Date.now() - begun) / 60_000
process.stdout.write(
  `${computed().toFixed(1)} CPU minutes, ${wall.toFixed(1)} minutes after set-up\n`,
)
rmSync(scratch, { recursive: true })
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`)
process.exit(tally.failed > 0 || tally.skipped > 0 ? 1 : 0)

/** Minutes of user and system time of all commands: `times` writes the shell's own, then its children's. */
function computed() {
  const spans = readFileSync(times, 'utf8').matchAll(/(\d+)m([\d.]+)s/g)
  return [...spans].reduce((sum, [, minutes, seconds]) => sum + +minutes + +seconds / 60, 0)
}
