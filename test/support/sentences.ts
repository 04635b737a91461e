import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { printAST } from '@formatjs/icu-messageformat-parser/printer.js'
import { parseSync, Visitor, type ObjectExpression, type ObjectProperty } from 'oxc-parser'
import { METRICS } from '../../src/metrics/catalogue.ts'
import { DIMENSIONS } from '../../src/metrics/dimensions/dimensions.ts'

export const WEB_SOURCE = join(import.meta.dirname, '../../src/web')

export interface Found {
  readonly id: string
  readonly text: string
  /** Where it is said, for translators. */
  readonly place: string
}

/** The files of the page's source, by their path within it. */
export function webFiles(): string[] {
  return readdirSync(WEB_SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f) && !f.endsWith('.d.ts'))
    .toSorted()
}

export function programOf(file: string) {
  const { program, errors } = parseSync(file, readFileSync(join(WEB_SOURCE, file), 'utf8'))
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors[0]!.message}`)
  return program
}

/** Every sentence of the page as it stands in its source, and the names of metrics and dimensions. */
export function sentences(): Found[] {
  const found: Found[] = []
  for (const file of webFiles()) {
    new Visitor({
      CallExpression(node) {
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'defineMessages') return
        const list = node.arguments[0]
        if (list?.type !== 'ObjectExpression') return
        for (const property of propertiesOf(list)) {
          if (property.value.type !== 'ObjectExpression') continue
          const { id, defaultMessage: text } = textsOf(property.value)
          if (id === undefined || text === undefined)
            throw new SyntaxError(`${file}: no id or text`)
          found.push({ id, text, place: relative(WEB_SOURCE, join(WEB_SOURCE, file)) })
        }
      },
    }).visit(programOf(file))
  }
  for (const { name, label, doc } of METRICS) {
    found.push({ id: `metric.${name}`, text: label, place: 'name of a metric' })
    const brief = /^.*?\.(?= |$)/.exec(doc)![0]
    found.push({ id: `metric.${name}.brief`, text: brief, place: 'what a metric means, in brief' })
  }
  for (const { name, label } of DIMENSIONS) {
    found.push({ id: `dimension.${name}`, text: label, place: 'name of a dimension' })
  }
  return found
}

function propertiesOf(object: ObjectExpression): ObjectProperty[] {
  return object.properties.filter((p) => p.type === 'Property')
}

function textsOf(object: ObjectExpression): Partial<Record<string, string>> {
  const texts: Partial<Record<string, string>> = {}
  for (const { key, value } of propertiesOf(object)) {
    if (key.type !== 'Identifier' || value.type !== 'Literal') continue
    if (typeof value.value === 'string') texts[key.name] = value.value
  }
  return texts
}

/** As translators are given it: the shape that the platform's own translations have. */
export function extraction(found: readonly Found[]): string {
  return jsonOf(found, ({ text, place }) => ({ string: text, developer_comment: place }))
}

/** Every sentence in the language that shows what is not translated. */
export function pseudoLanguage(found: readonly Found[]): string {
  return jsonOf(found, ({ text }) => pseudo(text))
}

function jsonOf(found: readonly Found[], entry: (of: Found) => unknown): string {
  const entries = found.map((f) => [f.id, entry(f)] as const)
  entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTS = 'àƀçđéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ'

/** A sentence that reads like English, is a third longer, and shows where one was not translated. */
function pseudo(text: string): string {
  return printAST(parse(text).map(accented))
}

function accented(element: MessageFormatElement): MessageFormatElement {
  if (element.type === TYPE.literal) {
    const value = element.value.replaceAll(/[a-z]/gi, (l) => ACCENTS.charAt(LETTERS.indexOf(l)))
    const letters = value.replaceAll(/[^\p{L}]/gu, '').length
    return { ...element, value: value + '·'.repeat(Math.ceil(letters / 3)) }
  }
  if (element.type === TYPE.tag) {
    return { ...element, children: element.children.map(accented) }
  }
  if (element.type === TYPE.plural || element.type === TYPE.select) {
    const options = Object.entries(element.options).map(
      ([name, option]) => [name, { ...option, value: option.value.map(accented) }] as const,
    )
    return { ...element, options: Object.fromEntries(options) }
  }
  return element
}

/** The values and tags of a sentence: all of them, and those that it shows. */
export function valuesIn(text: string): { all: string[]; shown: string[] } {
  const all = new Set<string>()
  const shown = new Set<string>()
  const walk = (elements: readonly MessageFormatElement[], counted: string | null): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal) continue
      if (element.type === TYPE.pound) {
        if (counted !== null) shown.add(counted)
        continue
      }
      const name = element.type === TYPE.tag ? `<${element.value}>` : element.value
      all.add(name)
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) walk(option.value, element.value)
        continue
      }
      shown.add(name)
      if (element.type === TYPE.tag) walk(element.children, counted)
    }
  }
  walk(parse(text), null)
  return { all: [...all], shown: [...shown] }
}
