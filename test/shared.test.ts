import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** What test files share: see test/support/shared.ts. Another of it costs seconds in each run. */
const SHARED: Readonly<Record<string, RegExp>> = {
  'a MariaDB': /\b(?:startMariaDb|ownMariaDbs)\(/,
  'a campus': /\b(?:campusService|unreadCampus)\(|FIGURES_CAMPUS_ACCOUNTS/,
  'a Chromium': /\bchromium\s*\.\s*launch|\bCHROMIUM\b/,
}

/** Who starts one nevertheless, and why. */
const OWN: Readonly<Record<string, string>> = {
  'integration/clock.test.ts: a MariaDB': 'moves the clock of the server',
  'integration/connecting.test.ts: a MariaDB': 'stops the server, and gives it limits',
  'integration/gentle.test.ts: a MariaDB': 'a server, its replica, and limits of both',
  'integration/time-zone.test.ts: a MariaDB': 'changes the time zone of the server',
  'browser/overview.test.ts: a campus': 'looks at the page before anything was read',
  'cli.test.ts: a campus': 'reads by the command line',
  'day.test.ts: a campus': 'reads through a day with the clock moved',
  'doubled-keys.test.ts: a campus': 'reads by the command line',
  'web.test.ts: a campus': 'reads nothing; serves files',
}

test('servers, campus and browser are shared, but where they cannot be', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && file !== 'shared.test.ts')
    .sort()
  const starting = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    const found = Object.entries(SHARED).filter(([, pattern]) => pattern.test(text))
    return found.map(([what]) => `${file}: ${what}`)
  })
  // One that shares now leaves the list; a new one has a reason that another reader accepts.
  expect(starting.toSorted()).toEqual(Object.keys(OWN).toSorted())
})
