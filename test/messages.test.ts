import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../src/web/app/locale.ts'
import { programOf, sentences, valuesIn, WEB_SOURCE, webFiles } from './support/sentences.ts'

const found = sentences()
const english = new Map(found.map((f) => [f.id, f.text]))

test('a sentence under one id is the same everywhere', () => {
  expect(found.filter((f) => english.get(f.id) !== f.text)).toEqual([])
})

describe.each(Object.keys(LANGUAGES).filter((l) => l !== 'en'))('in %s', (language) => {
  const file = join(WEB_SOURCE, `i18n/messages/${language}.json`)
  const translated = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>

  test('every sentence is said, and none that is not there any more', () => {
    expect([...english.keys()].filter((id) => !(translated[id] ?? '').trim())).toEqual([])
    expect(Object.keys(translated).filter((id) => !english.has(id))).toEqual([])
  })

  test('every value and tag that a sentence shows is kept, and no other is asked for', () => {
    const differing = [...english].filter(([id, text]) => {
      const [of, said] = [valuesIn(text), valuesIn(translated[id]!)]
      // A number that only chooses a form is not needed where a language has one form.
      return (
        of.shown.some((v) => !said.shown.includes(v)) || said.all.some((v) => !of.all.includes(v))
      )
    })
    expect(differing.map(([id]) => ({ id, text: translated[id] }))).toEqual([])
  })
})

test('French never breaks a line before a sign that stands apart', () => {
  const file = join(WEB_SOURCE, 'i18n/messages/fr.json')
  const french = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  expect(Object.values(french).filter((text) => / [;:?!»]|« /.test(text))).toEqual([])
})

/** Attributes that people read or hear. */
const READ =
  /^(?:aria-(?:label|description|valuetext|roledescription)|alt|title|placeholder|label)$/
const WORD = /\p{L}{2}/u
/** Names and commands, the same in every language. */
const SAME = new Set(['Figures', 'FIGURES_LMS_DATABASE_URL', 'figures token create NAME'])

test('no text of the page stands outside its sentences', () => {
  const strays: string[] = []
  for (const file of webFiles()) {
    const say = (text: unknown): void => {
      if (typeof text !== 'string' || !WORD.test(text) || SAME.has(text.trim())) return
      strays.push(`${file}: ${text.trim()}`)
    }
    new Visitor({
      JSXText: (node) => say(node.value),
      JSXAttribute(node) {
        const name = node.name.type === 'JSXIdentifier' ? node.name.name : ''
        if (READ.test(name) && node.value?.type === 'Literal') say(node.value.value)
      },
      JSXExpressionContainer(node) {
        if (node.expression.type === 'Literal') say(node.expression.value)
      },
    }).visit(programOf(file))
  }
  expect(strays).toEqual([])
})
