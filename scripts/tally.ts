import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Counts tests for the one closing line of `npm test`, which every kind of check adds to. */
export default class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((m) => [...m.children.allTests()])
    const count = (state: string): number => tests.filter((t) => t.result().state === state).length
    // A file that could not even be loaded has no tests and must not pass for that.
    const broken = modules.filter(
      (m) => m.state() === 'failed' && [...m.children.allTests()].length === 0,
    )
    const tally = {
      passed: count('passed'),
      failed: count('failed') + broken.length,
      skipped: count('skipped') + count('pending'),
    }
    const file = process.env['TALLY_FILE']
    if (file !== undefined) writeFileSync(file, JSON.stringify(tally))
  }
}
