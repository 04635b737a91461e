import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { documents } from './support/documents.ts'

const written = await documents()

test.each([...written.keys()])('%s is what the code says; else run: npm run docs', (file) => {
  expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toBe(written.get(file))
})

test('the documentation names every setting', async () => {
  const { SETTINGS } = await import('../src/config.ts')
  const text = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8')
  expect(SETTINGS.filter((name) => !text.includes(name))).toEqual([])
})
