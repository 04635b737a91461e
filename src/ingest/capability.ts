import type { Capability } from '../sources/source.ts'
import { sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'

/** What a source could tell when it was last looked at; empty before the first look. */
export async function capabilitiesOf(store: Store, source: string): Promise<Capability[]> {
  const rows = await store.query<{
    name: string
    available: boolean
    missing: string
    note: string | null
  }>(
    sql`select name, available, missing, note from capability where source = ${source} order by name`,
  )
  return rows.map(({ note, ...row }) => (note === null ? row : { ...row, note }))
}

/** Writes a new look down when it differs from the last one. */
export async function writeCapabilities(
  store: Store,
  source: string,
  capabilities: readonly Capability[],
): Promise<void> {
  const known = await capabilitiesOf(store, source)
  const text = (list: readonly Capability[]): string =>
    list
      .map((c) => `${c.name} ${c.available} ${c.missing} ${c.note ?? ''}`)
      .sort((a, b) => (a < b ? -1 : 1))
      .join('\n')
  if (text(known) === text(capabilities)) return
  await store.transaction(async (tx) => {
    await tx.run(sql`delete from capability where source = ${source}`)
    for (const { name, available, missing, note } of capabilities) {
      await tx.run(sql`insert into capability (source, name, available, missing, note)
        values (${source}, ${name}, ${available}, ${missing}, ${note ?? null})`)
    }
    store.touch()
  })
}
