import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const WEB = join(import.meta.dirname, '../src/web')
const files = readdirSync(WEB, { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile())
  .map((f) => join(f.parentPath, f.name))
const modules = files.filter((f) => f.endsWith('.module.css'))
const styles = files.filter((f) => f.endsWith('.css'))
const read = (file: string): string =>
  readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')

describe('each CSS module and its component', () => {
  test.each(modules.map((m) => [relative(WEB, m), m]))('%s', (_, module) => {
    const defined = new Set([...read(module).matchAll(/\.([a-zA-Z][\w-]*)/g)].map((m) => m[1]!))
    const used = new Set(
      [
        ...readFileSync(module.replace('.module.css', '.tsx'), 'utf8').matchAll(/\bcss\.(\w+)/g),
      ].map((m) => m[1]!),
    )
    expect(
      [...used].filter((c) => !defined.has(c)),
      'used but not defined',
    ).toEqual([])
    expect(
      [...defined].filter((c) => !used.has(c)),
      'defined but not used',
    ).toEqual([])
  })

  test('every component that imports a module imports its own', () => {
    const wrong = files
      .filter((f) => f.endsWith('.tsx'))
      .filter((f) => {
        const found = /import css from '\.\/([\w.]+)'/.exec(readFileSync(f, 'utf8'))?.[1]
        return found !== undefined && found.replace('.module.css', '.tsx') !== f.split('/').at(-1)
      })
    expect(wrong).toEqual([])
  })
})

describe('all styles', () => {
  test.each(styles.map((s) => [relative(WEB, s), s]))('%s', (name, file) => {
    const text = read(file)
    const physical =
      /(?:^|[\s;{])((?:margin|padding|border)-(?:left|right|top|bottom)|(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right))/m.exec(
        text,
      )
    expect(physical?.[1], 'physical property: use the logical one').toBeUndefined()
    if (name === 'styles/tokens.css') return
    const colour = /#[0-9a-f]{3,8}\b|\b(?:hsl|oklch)\(|(?<!var\(--[\w-]*)\brgb\((?!0 0 0)/i.exec(
      text,
    )
    expect(colour?.[0], 'raw colour: use a token').toBeUndefined()
    const tokens = new Set(
      [...readFileSync(join(WEB, 'styles/tokens.css'), 'utf8').matchAll(/(--[\w-]+):/g)].map(
        (m) => m[1]!,
      ),
    )
    const unknown = [...text.matchAll(/var\((--[\w-]+)/g)]
      .map((m) => m[1]!)
      .filter((t) => !tokens.has(t))
    expect(unknown, 'token that is not defined').toEqual([])
  })
})
