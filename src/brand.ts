import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { z } from 'zod'
import type { Brands } from './api/deps.ts'
import type { Brand } from './contract/brand.ts'
import { spelled } from './facts/key.ts'
import { contrast } from './kernel/contrast.ts'
import { badRequest } from './kernel/problem.ts'
import { YamlFile, type Path } from './kernel/yaml-file.ts'

/** The grounds that accents are read on; the page's own (tokens.css). */
const PAPER = '#fdfdfb'
const NIGHT = '#14171a'
/** WCAG AA for text. */
const READABLE = 4.5
const MOST_LOGO_BYTES = 64 * 1024
const PICTURES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
}

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'expected a colour such as #0f766e')
const SIGN = {
  name: z.string().min(1).max(60).optional(),
  logo: z.string().min(1).optional(),
  accent: colour.optional(),
  accentDark: colour.optional(),
}
const FILE = z
  .object({
    ...SIGN,
    theme: z
      .url({ protocol: /^https?$/, error: 'expected the address of a style sheet' })
      .optional(),
    sites: z.record(z.string(), z.object(SIGN).strict()).default({}),
  })
  .strict()

const NONE: Brand = { name: null, logo: null, accent: null }
export const UNBRANDED: Brands = { whole: NONE, sites: new Map(), theme: null }

/** Reads the file of brands; what is wrong is named by file, line and key. Logos lie beside it. */
export function brandsOf(file: string): Brands {
  if (!existsSync(file)) {
    throw badRequest('no-brand', `FIGURES_BRAND names ${file}, which does not exist.`)
  }
  const yaml = new YamlFile(readFileSync(file, 'utf8'), file, {
    shape: FILE,
    code: 'bad-brand',
    remedy: 'docs/configuration.md shows the shape.',
  })
  const { sites, theme, ...whole } = yaml.data
  const brandOf = (sign: typeof whole, path: Path): Brand => ({
    name: sign.name ?? null,
    logo: sign.logo === undefined ? null : logoOf(sign.logo, [...path, 'logo']),
    accent: accentOf(sign, path),
  })
  return {
    whole: brandOf(whole, []),
    sites: new Map(
      Object.entries(sites).map(([key, sign]) => [
        spelled('site', key).key,
        brandOf(sign, ['sites', key]),
      ]),
    ),
    theme: theme ?? null,
  }

  function accentOf(sign: typeof whole, path: Path): Brand['accent'] {
    const { accent, accentDark } = sign
    if (accent === undefined && accentDark === undefined) return null
    if (accent === undefined || accentDark === undefined) {
      const key = accent === undefined ? 'accent' : 'accentDark'
      throw yaml.at([...path, key], 'accent and accentDark belong together: give both')
    }
    check(accent, PAPER, [...path, 'accent'])
    check(accentDark, NIGHT, [...path, 'accentDark'])
    return { light: accent, dark: accentDark }
  }

  function check(of: string, ground: string, path: Path): void {
    const ratio = contrast(of, ground)
    if (ratio >= READABLE) return
    const than = ground === PAPER ? 'darker' : 'lighter'
    throw yaml.at(
      path,
      `${of} has a contrast of ${ratio.toFixed(1)} to ${ground}, ${READABLE} is needed to be read: take a ${than} one`,
    )
  }

  function logoOf(name: string, path: Path): string {
    const picture = resolve(dirname(file), name)
    const type = PICTURES[extname(picture).toLowerCase()]
    if (type === undefined) {
      throw yaml.at(path, `expected a picture of ${Object.keys(PICTURES).join(', ')}`)
    }
    if (!existsSync(picture)) throw yaml.at(path, `there is no file ${picture}`)
    const bytes = readFileSync(picture)
    if (bytes.length > MOST_LOGO_BYTES) {
      throw yaml.at(path, `${bytes.length} bytes are more than the ${MOST_LOGO_BYTES} of a logo`)
    }
    return `data:${type};base64,${bytes.toString('base64')}`
  }
}
