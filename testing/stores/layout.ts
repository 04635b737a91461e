import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { duckdbDialect } from '../../src/store/duckdb/dialect.ts'
import { layoutText } from '../../src/store/layout.ts'
import { STORE_VERSION } from '../../src/store/steps/steps.ts'

export const LAYOUTS_FILE = join(import.meta.dirname, 'layouts.json')

/** Digests of the declared layout, by version of the store. */
export function keptLayouts(): Record<string, string> {
  return JSON.parse(readFileSync(LAYOUTS_FILE, 'utf8')) as Record<string, string>
}

export function layoutDigest(): string {
  return createHash('sha256').update(layoutText(duckdbDialect)).digest('hex').slice(0, 16)
}

// Run by hand: notes the layout as it is declared now as that of the present version.
if (process.argv[1] === import.meta.filename) {
  const layouts = { ...keptLayouts(), [STORE_VERSION]: layoutDigest() }
  writeFileSync(LAYOUTS_FILE, `${JSON.stringify(layouts, null, 2)}\n`)
}
