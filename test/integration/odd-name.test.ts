import { expect, test } from 'vitest'
import { databaseAddress } from '../../src/sources/lms-database/address.ts'
import { HISTORY_TABLE, tablesOf } from '../../src/sources/campus/lms/eras.ts'
import { connect } from '../../src/sources/lms-database/connect.ts'
import { estimate } from '../../src/sources/lms-database/reading.ts'
import { readSchema } from '../../src/sources/lms-database/schema.ts'
import { LmsServer } from '../../src/sources/lms-database/server.ts'
import { sharedMariaDb } from '../support/shared.ts'

const db = sharedMariaDb()

test('a database of any name is read, with the histories of saves beside it', async () => {
  const name = "edx-app'2 %`é`"
  const quoted = (text: string): string => `\`${text.replaceAll('`', '``')}\``
  const saves = quoted(`${name}_csmh`)
  const lms = await db.admin()
  await lms.query(`create database ${quoted(name)}; create database ${saves}; use ${quoted(name)}`)
  try {
    for (const { table, statement } of tablesOf('U')) {
      await lms.query(
        table === HISTORY_TABLE ? statement.replace(table, `${saves}.${table}`) : statement,
      )
    }
    const [account, where] = db.url('').split('@') as [string, string]
    const text = `${account}@${where}${encodeURIComponent(name)}`
    const session = await connect(new LmsServer(databaseAddress({ text, setting: 'the test' })))
    try {
      const { savesTable } = await readSchema(session)
      expect(await session.rows(`select count(*) from ${savesTable!}`)).toEqual([[0]])
      expect(await estimate(session, savesTable!)).toBe(0)
    } finally {
      await session.close()
    }
  } finally {
    await lms.query(`drop database ${quoted(name)}; drop database ${saves}`)
    await lms.end()
  }
})
