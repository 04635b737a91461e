// `npm start`: everything that a fresh clone needs, then the service.
import { spawn } from 'node:child_process'
import process from 'node:process'
import { buildPage, buildService, install, nodeOf, root } from './setup.mjs'

install()
buildPage()
buildService()
// A small nursery of the heap saves some 40 MB of an idle service; `bin/figures.mjs` takes it back for threads.
const service = spawn(nodeOf(), ['--max-semi-space-size=4', 'bin/figures.mjs', 'start'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production' },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => service.kill(signal))
service.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
