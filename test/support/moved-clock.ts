import type { DatabaseAddress } from '../../src/sources/lms-database/address.ts'
import type { MariaDb } from './mariadb.ts'

/** An account through which the server's clock shows an instant that the test sets. */
export interface MovedClock {
  /** Address of a database for it. */
  address(database: string): DatabaseAddress
  /** New connections of the account see this instant, ms, until it is moved again. */
  set(instant: number): Promise<void>
}

/**
 * Only for a server of the test's own: what every new connection is greeted with is a setting of the whole
 * server. An account of root's powers would not be greeted.
 */
export async function movedClock(db: MariaDb, databases: readonly string[]): Promise<MovedClock> {
  const admin = await db.admin()
  await admin.query("create user reader@'127.0.0.1' identified by 'reads'")
  for (const database of databases) {
    await admin.query(`grant select on \`${database}\`.* to reader@'127.0.0.1'`)
  }
  await admin.end()
  return {
    address: (database) => db.address(database, 'reader:reads'),
    async set(instant) {
      const own = await db.admin()
      await own.query(`set global init_connect = 'set timestamp = ${instant / 1000}'`)
      await own.end()
    },
  }
}
