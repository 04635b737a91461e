#!/usr/bin/env -S node --max-semi-space-size=4
// The small nursery saves some 40 MB of an idle service; see `scripts/start.mjs`, which asks for it, too.
// Plain JavaScript that any Node can read: says what is wrong before anything newer is loaded.
import { existsSync, readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { setFlagsFromString } from 'node:v8'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `figures: Node ${process.versions.node} is too old; Figures needs 22.18 or newer.\n` +
      'In a checkout use `npm run figures -- …`, which brings its own Node.\n',
  )
  process.exit(2)
}
// Every query of the store holds one thread of this pool; it must be sized before it is first used.
process.env.UV_THREADPOOL_SIZE ??= '12'
// What the engine frees stays at hand for ten seconds: with one, as the engine has it, whoever
// looks at a page for a moment and then asks on waits twice as long. Read when its library is loaded.
process.env.DUCKDB_JE_MALLOC_CONF ??= 'dirty_decay_ms:10000,muzzy_decay_ms:10000'
// The small nursery was for this thread, which has it now: others get what they ask for.
setFlagsFromString('--max-semi-space-size=0')
// A guest on the LMS's machine lets it go first. On Linux each thread has a priority of its own; those
// that are made from here on are like this one.
const threads = process.platform === 'linux' ? readdirSync('/proc/self/task').map(Number) : [0]
for (const thread of threads) setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL)

const compiled = new URL('../dist/cli/run.js', import.meta.url)
const source = new URL('../src/cli/run.ts', import.meta.url)
// In a checkout the sources are what is meant, unless production is: what was compiled starts sooner and
// takes less memory. The package has nothing else.
const production = process.env.NODE_ENV === 'production' || !existsSync(source)
const { run } = await import(production ? compiled.href : source.href)
await run()
