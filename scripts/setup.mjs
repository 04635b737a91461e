// Plain JavaScript for whatever Node runs npm: brings the checkout to where everything can run.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

export const root = new URL('..', import.meta.url).pathname
const stamps = join(root, 'node_modules', '.figures')

/** Installs packages when there are none or when the lock file has changed since. */
export function install() {
  const lock = digest(['package-lock.json'])
  if (readStamp('install') === lock && existsSync(nodeOf())) return
  say('Installing packages …')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!existsSync(nodeOf())) {
    fail(
      'npm did not install Node 24 (package `node`): its install script must be allowed to run.\nRun: npm install-scripts approve node && npm ci',
    )
  }
  writeStamp('install', lock)
}

/** The Node that the project pins; the machine's own may be older. */
export function nodeOf() {
  return join(root, 'node_modules', '.bin', 'node')
}

/** Builds the page when its sources are newer than what was built. */
export function buildPage() {
  const sources = digest([
    ...filesIn('src/web'),
    ...filesIn('src/contract'),
    'vite.config.ts',
    'package-lock.json',
  ])
  if (readStamp('page') === sources && existsSync(join(root, 'dist/web/index.html'))) return
  say('Building the page …')
  run(nodeOf(), ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'])
  writeStamp('page', sources)
}

/** Compiles the service when its sources are newer than what was compiled. */
export function buildService() {
  const own = filesIn('src').filter((file) => !file.startsWith('src/web/'))
  const sources = digest([...own, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'])
  if (readStamp('service') === sources && existsSync(join(root, 'dist/cli/run.js'))) return
  say('Compiling the service …')
  run('tsc', ['-p', 'tsconfig.build.json'])
  writeStamp('service', sources)
}

/** What the tests need of Debian: installed as root, else named. */
export function debian() {
  const wanted = [
    ['mariadb-server', '/usr/sbin/mariadbd'],
    ['chromium-headless-shell', '/usr/bin/chromium-headless-shell'],
  ].filter(([, file]) => !existsSync(file))
  if (wanted.length === 0) return
  const packages = wanted.map(([name]) => name)
  const command = `apt-get install --yes --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    fail(`The tests need ${packages.join(' and ')} of Debian. Install as root:\n  ${command}`)
  }
  say(`Installing ${packages.join(', ')} …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], env)
  run('apt-get', ['install', '--yes', '-qq', '--no-install-recommends', ...packages], env)
}

export function run(command, args, env = process.env) {
  const path = `${join(root, 'node_modules', '.bin')}:${env.PATH}`
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...env, PATH: path },
  })
  if (done.status !== 0)
    fail(`${[command, ...args].join(' ')} ended with ${done.status ?? done.signal}`)
}

export function say(text) {
  process.stderr.write(`${text}\n`)
}

export function fail(text) {
  say(`\n${text}`)
  process.exit(1)
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => statSync(join(root, name)).isFile())
    .sort()
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function readStamp(name) {
  const file = join(stamps, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function writeStamp(name, value) {
  mkdirSync(stamps, { recursive: true })
  writeFileSync(join(stamps, name), value)
}
