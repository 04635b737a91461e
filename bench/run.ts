import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { benchGentle } from './gentle.ts'
import { benchLarge } from './large.ts'
import { benchLms } from './lms.ts'
import { benchMetrics } from './metrics.ts'
import { benchPages } from './pages.ts'
import type { Line } from './service.ts'

/** Runs the bench and writes `bench/RESULTS.md` with the commit that was measured. */
const say = (text: string): void => void process.stderr.write(`${text}\n`)
// What operators run is what was compiled.
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
// `node bench/run.ts lms`, `gentle`, `large`, `metrics` or `pages`: one of them, printed and not written.
const only = process.argv[2]
const nothing = { setting: 'not measured', lines: [] }
const wanted = (name: string): boolean => only === undefined || only === name
const usual = wanted('lms') ? await benchLms(say) : nothing
const gentle = wanted('gentle') ? await benchGentle(say) : nothing
const large = wanted('large') ? await benchLarge(say) : nothing
const metrics = wanted('metrics') ? await benchMetrics(say) : nothing
const pages = wanted('pages') ? await benchPages(say) : nothing
const lines = [...usual.lines, ...gentle.lines, ...large.lines, ...metrics.lines, ...pages.lines]
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const dirty =
  execFileSync('git', ['status', '--porcelain', 'src'], { encoding: 'utf8' }) === ''
    ? ''
    : ' with changes'
const machine = `${cpus().length} cores (${cpus()[0]!.model}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
const tableOf = (some: readonly Line[]): string =>
  [
    '| what | measured | bar | holds |',
    '| --- | --- | --- | --- |',
    ...some.map((l) => `| ${l.what} | ${l.value} | ${l.bar} | ${l.holds ? 'yes' : 'no'} |`),
  ].join('\n')
const text = `# What was measured

Commit ${commit}${dirty}, ${new Date().toISOString().slice(0, 10)}; ${machine}. The database server, Figures and the readers share these cores.

## An LMS on MariaDB

${usual.setting}. The floor is the raw driver reading the same pages in the same run.

${tableOf(usual.lines)}

## Beside an LMS at work

${gentle.setting}.

${tableOf(gentle.lines)}

## A large LMS

${large.setting}.

${tableOf(large.lines)}

## Metrics

${metrics.setting}. Acts are generated in sessions of ten; the larger platform has 750,000 learners in 1,000 courses.

${tableOf(metrics.lines)}

## The page

${pages.setting}.

${tableOf(pages.lines)}
`
const short = lines.filter((l) => !l.holds).length
const why = `\n${short === 0 ? 'All bars hold.' : 'Why some bars are missed: docs/decisions/007-where-the-bench-falls-short.md.'}\n`
const quick = process.env['BENCH_QUICK'] !== undefined
if (!quick && only === undefined)
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), `${text}${why}`)
process.stdout.write(text)
