import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from './shell.ts'

test('plain paths stay as they are', () => {
  expect(shellWord('/srv/figures/data-1/a.duckdb')).toBe('/srv/figures/data-1/a.duckdb')
})

test.each([
  '/srv/my data/figures.duckdb',
  '/srv/it\'s here/$HOME `x` \\ "y"',
  '',
  '/srv/*?[a]',
  'ü\n ',
])('a shell reads %j as one word', (text) => {
  const shown = execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })
  expect(shown).toBe(text)
})
