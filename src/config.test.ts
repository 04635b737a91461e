import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from './config.ts'

const empty = mkdtempSync(join(tmpdir(), 'figures-config-'))

test('defaults', async () => {
  expect(await loadConfig({}, empty)).toMatchObject({
    data: 'data',
    host: '127.0.0.1',
    memory: 512,
    sweep: 900_000,
    zone: 'UTC',
  })
})

test.each([
  [
    { FIGURES_REFRESH: 'soon' },
    /FIGURES_REFRESH is wrong: expected a duration such as 30s, 2m or 1h, found 'soon'/,
  ],
  [{ FIGURES_ZONE: 'Mars' }, /FIGURES_ZONE is wrong: expected a time zone .* found 'Mars'/],
  [{ FIGURES_PORT: 'http' }, /FIGURES_PORT is wrong/],
  [
    { FIGURES_LMS_DATABASE_URL: 'postgres://a:b@c/d' },
    /FIGURES_LMS_DATABASE_URL names a PostgreSQL server, which Figures does not support yet/,
  ],
  [{ FIGURES_REFERSH: '2m' }, /FIGURES_REFERSH is not a setting/],
])('%j is refused by name', async (environment, message) => {
  await expect(loadConfig(environment, empty)).rejects.toThrow(message)
})

test('a password in a wrong address is not shown', async () => {
  const wrong = { FIGURES_LMS_DATABASE_URL: 'http://user:hunter2@host/db' }
  await expect(loadConfig(wrong, empty)).rejects.toThrow(
    expect.not.stringContaining('hunter2') as never,
  )
})

test('a password apart from the address is put in, and needs an address', async () => {
  const apart = { FIGURES_LMS_DATABASE_PASSWORD: '100% sure@home' }
  const config = await loadConfig(
    { ...apart, FIGURES_LMS_DATABASE_URL: 'mysql://figures@db/edxapp' },
    empty,
  )
  expect(config.lmsDatabase).toMatchObject({ user: 'figures', password: '100% sure@home' })
  expect(config).not.toHaveProperty('lmsDatabasePassword')
  await expect(loadConfig(apart, empty)).rejects.toThrow(
    /FIGURES_LMS_DATABASE_PASSWORD is given, but no address/,
  )
})

test('the environment overrules the file; unknown keys of the file are named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-config-'))
  writeFileSync(
    join(folder, 'figures.config.js'),
    "export default { zone: 'Europe/Paris', refresh: '5m' }",
  )
  expect(await loadConfig({ FIGURES_REFRESH: '30s' }, folder)).toMatchObject({
    zone: 'Europe/Paris',
    refresh: 30_000,
  })
  const other = mkdtempSync(join(tmpdir(), 'figures-config-'))
  writeFileSync(join(other, 'figures.config.js'), 'export default { refrehs: 1 }')
  await expect(loadConfig({}, other)).rejects.toThrow(/'refrehs' is not a setting/)
})

test('the weeks of sites are set for names with commas, equal signs and percent signs', async () => {
  const given = 'saturday,Vela.Example=sunday,a%2Cb=c=sunday,100%=monday,%252C=sunday'
  const { weekStart } = await loadConfig({ FIGURES_WEEK_START: given }, empty)
  expect(weekStart.usual).toBe('saturday')
  expect(Object.fromEntries(weekStart.sites)).toEqual({
    'vela.example': 'sunday',
    'a,b=c': 'sunday',
    '100%': 'monday',
    '%2c': 'sunday',
  })
})
