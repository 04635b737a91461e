import { join } from 'node:path'
import process from 'node:process'
import { defineConfig } from 'vitest/config'
import { LongFirst } from './test/support/order.ts'

// What Node compiles of the sources for a reading thread, or a process, is kept for the next one: stripping
// types would take half of the thread's time.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.figures/compiled')

const common = {
  environment: 'node' as const,
  pool: 'forks' as const,
  // Files share processes, one after another: what each would load and compile anew is a second of work.
  isolate: false,
  // Reading threads run the sources: each strips types by Wasm anew, and where threads come and go V8
  // 13.6 dies now and then as it replaces a wrapper of Wasm by a faster one ("jit_page.has_value()").
  execArgv: ['--wasm-wrapper-tiering-budget=1000000000'],
}

export default defineConfig({
  test: {
    globalSetup: ['./test/support/servers.ts'],
    reporters: ['default', './scripts/tally.ts'],
    // Three on two cores: each waits for its server or browser for a third of its time.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...common,
          name: 'integration',
          include: ['test/integration/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: ['test/browser/*.test.ts'],
          // A page may be drawn slowly on a busy machine; what is waited for is the answer, not its time.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
