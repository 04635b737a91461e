import fc from 'fast-check'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Problem } from '../../kernel/problem.ts'
import { databaseAddress, passwordGiven } from './address.ts'
import { sampled } from '../../../test/support/cases.ts'

const read = (text: string): ReturnType<typeof databaseAddress> =>
  databaseAddress({ text, setting: 'FIGURES_LMS_DATABASE_URL' })

const refusal = (text: string): Problem => {
  try {
    read(text)
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    return error as Problem
  }
  throw new Error(`${text} was taken`)
}

describe('an address', () => {
  const usual = { host: 'db', port: 3306, user: 'figures', password: 'pw', database: 'edxapp' }
  test.each([
    ['mysql://figures:pw@db.example.org:3307/edxapp', { host: 'db.example.org', port: 3307 }],
    ['mysql://figures:pw@db/edxapp', {}],
    ['mysql://figures:pw@db:/edxapp', {}],
    ['  MySQL://figures:pw@db/edxapp\n', {}],
    ['mariadb://figures:pw@db/edxapp', {}],
    ['mysql2://figures:pw@db/edxapp', {}],
    ['mysql+pymysql://figures:pw@db/edxapp', {}],
    ['mysql://figures@db/edxapp', { password: '' }],
    ['mysql://figures:@db/edxapp', { password: '' }],
    ['mysql://figures:pw@[::1]:3307/edxapp', { host: '::1', port: 3307 }],
    ['mysql://figures:pw@[fe80::1%25eth0]/edxapp', { host: 'fe80::1%eth0' }],
    ['mysql://figures:pw@my_db.docker/edxapp', { host: 'my_db.docker' }],
    ['mysql://figures:pw@bücher.example/edxapp', { host: 'xn--bcher-kva.example' }],
    ['mysql://figures:pw@db/edxapp/', {}],
    ['mysql://figures:pw@db//edxapp', {}],
    ['mysql://figures:pw@db/edx%2Fapp', { database: 'edx/app' }],
    ['mysql://figures:pw@db/курсы', { database: 'курсы' }],
    ['mysql://fig%40corp:pw@db/edxapp', { user: 'fig@corp' }],
    ['mysql://figures:100%25@db/edxapp', { password: '100%' }],
    ['mysql://figures:a@b:c/d#e?f&g=h i+@db/edxapp?ssl=true', { password: 'a@b:c/d#e?f&g=h i+' }],
    ['mysql://figures:p%40%3A%2F@db/edxapp', { password: 'p@:/' }],
    ['mysql://figures:x@h/d@db/edxapp', { password: 'x@h/d' }],
  ])('%s', (text, apart) => {
    expect(read(text)).toMatchObject({ ...usual, ...apart })
  })

  test.each([
    [
      'postgres://figures:hunter2@db/edxapp',
      /PostgreSQL server, which Figures does not support yet/,
    ],
    ['postgresql+psycopg2://figures:hunter2@db/edxapp', /does not support yet/],
    ['http://figures:hunter2@db/edxapp', /does not begin with mysql:\/\/ or mariadb:\/\//],
    ['jdbc:mysql://db/edxapp?user=figures&password=hunter2', /is an address for Java/],
    ['figures:hunter2@db/edxapp', /does not begin with mysql:\/\//],
    ['mysql:figures:hunter2@db/edxapp', /does not begin with mysql:\/\//],
    ['   ', /is empty/],
    ['mysql://db/edxapp', /names no user/],
    ['mysql://:hunter2@db/edxapp', /names no user/],
    ['mysql://figures:hunter2@/edxapp', /names no host/],
    ['mysql://figures:hunter2@db', /names no database/],
    ['mysql://figures:hunter2@db/', /names no database/],
    ['mysql://figures:hunter2@db/?ssl=true', /names no database/],
    ['mysql://figures:hunter2@db/a/b', /more than one name after the host/],
    ['mysql://figures:hunter2@db:0/edxapp', /port that is not a number from 1 to 65535/],
    ['mysql://figures:hunter2@db:65536/edxapp', /port that is not a number/],
    ['mysql://figures:hunter2@db:33o6/edxapp', /port that is not a number/],
    ['mysql://figures:hunter2@::1/edxapp', /cannot be read/],
    ['mysql://figures:hunter2@[db]/edxapp', /brackets around a host that is not an IPv6 address/],
    ['mysql://figures:hunter2@d b/edxapp', /cannot be read/],
    ['mysql://figures:hunter2@db/edxapp#top', /has a # after the database/],
    [
      'mysql://figures:hunter2@db/edxapp?charset=utf8mb4',
      /does not know: charset\. Known are ssl=true/,
    ],
    [
      'mysql://figures:hunter2@db/edxapp?hunter=2',
      /a parameter that Figures does not know\. Known/,
    ],
    ['mysql://figures:hunter2@db/edxapp?ssl=maybe', /parameter ssl of an unknown value/],
    ['mysql://figures:hunter2@db/edxapp?ssl=true&tls=false', /twice/],
    ['mysql://figures:hunter2@db/edxapp?ssl-ca=', /without a file/],
    ['mysql://figures:hunter2@db/edxapp?ssl-ca=/a.pem&ssl=false', /beside ssl=false/],
    ['mysql://figures:hunter2@db/edxapp?socket=/run/mysqld.sock', /socket of this machine/],
    ['mysql://figures:hunter2@%2Frun%2Fmysqld.sock/edxapp', /socket of this machine/],
    [
      'mysql://figures:hunter2%@db/edxapp',
      /percent sign in the password .*Write %25.*FIGURES_LMS_DATABASE_PASSWORD/,
    ],
    ['mysql://figures:hunter2%ff@db/edxapp', /percent sign in the password/],
    ['mysql://figures:hunter2%00@db/edxapp', /zero byte in the password/],
    [`mysql://figures:hunter2@db/${'e'.repeat(65)}`, /of more than 64 characters/],
    [`mysql://figures:${'hunter2'.repeat(400)}@db/edxapp`, /more than 2000 characters/],
  ])('%s is refused', (text, message) => {
    const problem = refusal(text)
    expect(problem.line).toMatch(/^FIGURES_LMS_DATABASE_URL /)
    expect(problem.line).toMatch(message)
    expect(problem.line).not.toContain('hunter')
  })

  test('what TLS is wished for', () => {
    const tls = (query: string): unknown => read(`mysql://f:p@db/edxapp${query}`).tls
    expect(tls('')).toEqual({ mode: 'off' })
    expect(tls('?ssl=false')).toEqual({ mode: 'off' })
    expect(tls('?tls=true')).toEqual({ mode: 'verified' })
    expect(tls('?ssl=unverified')).toEqual({ mode: 'unverified' })
    expect(tls('?ssl-ca=/etc/me@home/ca.pem')).toEqual({
      mode: 'verified',
      authority: '/etc/me@home/ca.pem',
    })
  })
})

/** Everything that can be typed: a percent sign is written %25. */
const typed = fc
  .string({ minLength: 1, maxLength: 60, unit: 'binary' })
  .filter((text) => text.isWellFormed() && !text.includes('\0'))

test('any password is read as it was typed, with percent signs encoded', () => {
  fc.assert(
    fc.property(typed, (password) => {
      const raw = password.replaceAll('%', '%25')
      const address = read(`mysql://figures:${raw}@db.example.org:3306/edxapp`)
      expect(address).toMatchObject({ password, host: 'db.example.org', database: 'edxapp' })
      expect(read(`mysql://figures:${encodeURIComponent(password)}@db/edxapp`).password).toBe(
        password,
      )
    }),
    sampled(2_000),
  )
})

test('whatever is wrong with an address, no piece of its password is shown', () => {
  const secret = 'Zq7Xw9Kj'
  const around = fc.string({
    maxLength: 8,
    unit: fc.constantFrom(...'@ : / ? # & = % [ ] a 1'.split(' '), ' '),
  })
  const rest = fc.constantFrom(
    '@db:99999/e',
    '@db',
    '',
    '@::1/e',
    '@h ost/e',
    '@db/e?a=b',
    '@db/a/b',
  )
  fc.assert(
    fc.property(around, around, rest, (before, after, rest) => {
      try {
        read(`mysql://figures:${before}${secret}${after}${rest}`)
      } catch (error) {
        expect((error as Problem).line).not.toContain(secret)
      }
    }),
    sampled(5_000),
  )
})

describe('a password apart from the address', () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-password-'))
  const settings = { text: 'PASSWORD', file: 'PASSWORD_FILE', folder }

  test('is taken as it is, from a setting or the first line of a file', () => {
    writeFileSync(join(folder, 'pw'), '100% @:/?#\nnot this\n')
    expect(passwordGiven({ text: '100%', file: undefined }, settings)?.text).toBe('100%')
    const password = passwordGiven({ text: undefined, file: 'pw' }, settings)
    expect(password?.text).toBe('100% @:/?#')
    writeFileSync(join(folder, 'marked'), '\uFEFFgeheim é\r\n')
    expect(passwordGiven({ text: undefined, file: 'marked' }, settings)?.text).toBe('geheim é')
    const text = 'mysql://figures@db/edxapp'
    expect(databaseAddress({ text, setting: 'URL', password }).password).toBe('100% @:/?#')
  })

  test('is given once', () => {
    expect(() => passwordGiven({ text: 'a', file: 'pw' }, settings)).toThrow(/are both set/)
    const password = { text: 'a', setting: 'PASSWORD' }
    expect(() =>
      databaseAddress({ text: 'mysql://f:p@db/edxapp', setting: 'URL', password }),
    ).toThrow(/URL has a password, and PASSWORD gives another/)
  })

  test('in a file that is not there is said', () => {
    expect(() => passwordGiven({ text: undefined, file: 'none' }, settings)).toThrow(
      /PASSWORD_FILE names .*none, which cannot be read/,
    )
  })
})
