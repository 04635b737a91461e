import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

/** From low to high: a file may import its own folder and any row above its own. */
const ROWS = [
  ['contract'],
  ['kernel'],
  ['facts'],
  ['store'],
  ['sources', 'metrics'],
  ['access', 'ingest'],
  ['reports'],
  ['api'],
  ['brand.ts', 'config.ts', 'presence.ts', 'service.ts', 'version.ts'],
  ['cli'],
]

/** Packages that only one folder may know. */
const OWNERS: Record<string, readonly string[]> = {
  '@duckdb/node-api': ['store'],
  '@duckdb/node-bindings': ['store'],
  mysql2: ['sources'],
  fastify: ['api', 'service.ts'],
  'temporal-polyfill': ['kernel'],
  commander: ['cli'],
  croner: ['ingest'],
  react: ['web'],
}

const SRC = resolve(import.meta.dirname, '../src')

interface Import {
  readonly file: string
  readonly from: string
  readonly what: string
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/g,
  )
  return [...found].map((m) => ({ file, from: folderOf(file), what: (m[1] ?? m[2])! }))
}

function folderOf(file: string): string {
  return relative(SRC, file).split('/')[0]!
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && /\.tsx?$/.test(f.name) && !f.name.endsWith('.test.ts'))
  .map((f) => join(f.parentPath, f.name))
const imports = files.flatMap(importsOf)

test('every folder has a row', () => {
  const known = new Set([...ROWS.flat(), 'web'])
  expect([...new Set(files.map(folderOf))].filter((f) => !known.has(f))).toEqual([])
})

test('imports go up the rows only', () => {
  const rowOf = (folder: string): number => ROWS.findIndex((row) => row.includes(folder))
  const wrong = imports
    .filter((i) => i.what.startsWith('.') && i.from !== 'web')
    .map((i) => ({ ...i, to: folderOf(resolve(dirname(i.file), i.what)) }))
    .filter((i) => i.to !== i.from && rowOf(i.to) >= rowOf(i.from))
    // The composition row is made of single files that make one thing together.
    .filter((i) => !(ROWS.at(-2)!.includes(i.from) && ROWS.at(-2)!.includes(i.to)))
    .map((i) => `${relative(SRC, i.file)}: ${i.from} may not import ${i.to}`)
  expect(wrong).toEqual([])
})

test('the page imports the contract only', () => {
  const wrong = imports
    .filter((i) => i.from === 'web' && i.what.startsWith('.'))
    .map((i) => ({ file: i.file, to: folderOf(resolve(dirname(i.file), i.what)) }))
    .filter((i) => i.to !== 'web' && i.to !== 'contract')
  expect(wrong).toEqual([])
})

test('packages stay with their folders', () => {
  const wrong = imports.flatMap((i) => {
    const owner = Object.keys(OWNERS).find((p) => i.what === p || i.what.startsWith(`${p}/`))
    return owner === undefined || OWNERS[owner]!.includes(i.from)
      ? []
      : [`${relative(SRC, i.file)} may not import ${i.what}`]
  })
  expect(wrong).toEqual([])
})

test('no barrels', () => {
  expect(files.filter((f) => /\/index\.tsx?$/.test(f))).toEqual([])
})
