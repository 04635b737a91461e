import { LineCounter, parseDocument, type Document, type Node } from 'yaml'
import type { z } from 'zod'
import { badRequest, type Problem } from './problem.ts'

export type Path = readonly PropertyKey[]

export interface YamlShape<TShape extends z.ZodType> {
  readonly shape: TShape
  /** Of the problem, when something is wrong. */
  readonly code: string
  readonly remedy: string
  /** What to say of a flaw that only the shape can explain; undefined for the usual words. */
  readonly expectation?: (issue: z.core.$ZodIssue) => string | undefined
}

/** A YAML file that an operator wrote: what is wrong in it is named by file, line and key. */
export class YamlFile<TShape extends z.ZodType> {
  readonly data: z.output<TShape>
  readonly #document: Document
  readonly #lines = new LineCounter()
  readonly #file: string
  readonly #of: YamlShape<TShape>

  constructor(content: string, file: string, of: YamlShape<TShape>) {
    this.#file = file
    this.#of = of
    this.#document = parseDocument(content, { lineCounter: this.#lines, prettyErrors: false })
    const [broken] = this.#document.errors
    if (broken !== undefined) {
      const { line } = this.#lines.linePos(broken.pos[0])
      throw this.#wrong(line, `not valid YAML: ${FLAWS[broken.code] ?? USUAL_FLAW}`)
    }
    const result = of.shape.safeParse(this.#document.toJS())
    if (!result.success) {
      const issue = result.error.issues[0]!
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
      throw this.at([...issue.path, ...key], of.expectation?.(issue) ?? expectation(issue))
    }
    this.data = result.data
  }

  /** Whether the file says something under a key. */
  has(path: Path): boolean {
    return this.#document.hasIn(path)
  }

  /** The problem at a key, or at the nearest thing above it that is there. */
  at(path: Path, what: string): Problem {
    for (let length = path.length; length >= 0; length--) {
      const node = this.#document.getIn(path.slice(0, length), true) as Node | undefined
      const start = node?.range?.[0]
      if (start === undefined) continue
      const key = path.map((p) => (typeof p === 'number' ? `[${p}]` : `.${String(p)}`)).join('')
      return this.#wrong(this.#lines.linePos(start).line, what, key.replace(/^\./, ''))
    }
    return this.#wrong(1, what)
  }

  #wrong(line: number, what: string, key = ''): Problem {
    const name = key === '' ? '' : ` ${key}:`
    return badRequest(this.#of.code, `${this.#file} line ${line}:${name} ${what}.`, {
      remedy: this.#of.remedy,
    })
  }
}

/** What is wrong where the parser stops, by its code: its own words are for programmers. */
const FLAWS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'indent this line like the others of its list or block',
  DUPLICATE_KEY: 'the same key stands twice',
  TAB_AS_INDENT: 'indent with spaces, not tabs',
}
const USUAL_FLAW = 'check quotes, brackets, colons and indentation'

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknown key'
  if (issue.code === 'invalid_value') {
    return `expected one of ${issue.values.map(String).join(', ')}`
  }
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace('received undefined', 'found nothing')
}
