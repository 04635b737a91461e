import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { brandsOf } from '../src/brand.ts'
import { contrast } from '../src/kernel/contrast.ts'
import { sharedCampus } from './support/shared.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'figures-brand-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function file(text: string): string {
  const path = join(folder, 'brand.yaml')
  writeFileSync(path, text)
  return path
}

const PIXEL = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

test('a brand has name, logo and colours, and sites their own', () => {
  writeFileSync(join(folder, 'vela.svg'), PIXEL)
  const brands = brandsOf(
    file(`name: Vela Academy
logo: vela.svg
accent: '#1d5fa8'
accentDark: '#8cc1f5'
sites:
  Harbor.example:
    name: Harbor Learning
`),
  )
  expect(brands).toEqual({
    whole: {
      name: 'Vela Academy',
      logo: `data:image/svg+xml;base64,${PIXEL.toString('base64')}`,
      accent: { light: '#1d5fa8', dark: '#8cc1f5' },
    },
    sites: new Map([['harbor.example', { name: 'Harbor Learning', logo: null, accent: null }]]),
    theme: null,
  })
})

test('the example is one', () => {
  expect(brandsOf(join(import.meta.dirname, '../examples/brand.yaml')).whole.name).toBe(
    'Vela Academy',
  )
})

describe('what is wrong is named by line and key, with the remedy', () => {
  test.each([
    [
      'a colour that cannot be read',
      "name: A\naccent: '#5eead4'\naccentDark: '#5eead4'\n",
      /brand\.yaml line 2: accent: #5eead4 has a contrast of 1\.\d to #fdfdfb, 4\.5 is needed to be read: take a darker one/,
    ],
    [
      'one of two colours',
      "sites:\n  a.example:\n    accent: '#0f766e'\n",
      /line 3: sites\.a\.example\.accentDark: accent and accentDark belong together/,
    ],
    ['no colour', 'accent: teal\naccentDark: teal\n', /line 1: accent: expected a colour such as/],
    [
      'a picture that is not there',
      'logo: none.png\n',
      /line 1: logo: there is no file .*none\.png/,
    ],
    [
      'no picture',
      'logo: brand.yaml\n',
      /line 1: logo: expected a picture of \.svg, \.png, \.webp/,
    ],
    ['a key that is none', 'nmae: A\n', /line 1: nmae: unknown key/],
    ['no address', 'theme: light.css\n', /line 1: theme: expected the address of a style sheet/],
  ])('%s', (_, text, message) => {
    expect(() => brandsOf(file(text))).toThrow(message)
  })

  test('a file that is not there', () => {
    expect(() => brandsOf(join(folder, 'other.yaml'))).toThrow(/FIGURES_BRAND names .*other\.yaml/)
  })
})

test('the session tells the brand, and only the theme may bring another style sheet', async () => {
  const path = file('name: Vela Academy\ntheme: https://lms.example.org/light.css\n')
  const campus = await sharedCampus({ FIGURES_BRAND: path })
  const headers = { host: 'localhost' }
  const answer = await campus.service.app.inject({ url: '/api/v2/session', headers })
  expect(answer.json()).toMatchObject({
    brand: { name: 'Vela Academy', logo: null, accent: null },
    theme: 'https://lms.example.org/light.css',
  })
  expect(answer.headers['content-security-policy']).toContain(
    "style-src 'self' https://lms.example.org;",
  )
  await campus.close()
})

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  expect(contrast('#0f766e', '#0f766e')).toBe(1)
})
