import { isBlockKey, spelled } from '../../facts/key.ts'
import { quarterOf } from '../../kernel/time.ts'

/** A block as the Course Blocks API tells it: whatever stands there is looked at before it is used. */
type TreeBlock = Readonly<Record<string, unknown>>

export interface StructureRow {
  readonly block: string
  readonly parent: string | null
  readonly place: number
  readonly type: string
  readonly name: string | null
  readonly graded: boolean
  readonly format: string | null
  readonly completable: boolean
  readonly visible: boolean
  readonly starts: number | null
}

export const REQUESTED_FIELDS = [
  'children',
  'graded',
  'format',
  'start',
  'display_name',
  'type',
  'visible_to_staff_only',
].join(',')

/** What lies below these is given to some learners and not to others: nobody can complete all of it. */
const CHOOSES = new Set([
  'library_content',
  'library_sourced',
  'itembank',
  'legacy_library_content',
  'split_test',
  'conditional',
  'randomize',
])

/** Leaves of these types are never completed: they hold others, or stand beside the course. */
const NO_COMPLETION = new Set([
  ...CHOOSES,
  'course',
  'chapter',
  'sequential',
  'vertical',
  'wrapper',
  'problemset',
  'videosequence',
  'discussion',
  'about',
  'course_info',
  'static_tab',
  'error',
  'hidden',
])

/** More blocks than any course has. */
const MOST_BLOCKS = 100_000
const LONGEST_NAME = 1_000
const LONGEST_TYPE = 100
/** Between these a date is one; what begins before has begun, what begins later is far away. */
const FIRST_INSTANT = Date.UTC(2000, 0, 1)
const LAST_INSTANT = Date.UTC(2100, 0, 1)

/** The blocks of a course, and how many were left out because they are not of it. */
export interface Structure {
  readonly rows: readonly StructureRow[]
  readonly foreign: number
}

/** What a block has from those above it. */
interface Above {
  readonly parent: string | null
  readonly place: number
  readonly visible: boolean
  readonly chosen: boolean
  readonly starts: number | null
}

/**
 * The blocks below a course's root, in order, each once: where a block stands twice, its first place
 * counts. Blocks of another course, with all that lies in them, are left out and counted; children that are
 * not there are no blocks. A text instead says why the answer is no structure.
 */
export function structureOf(answer: unknown, course: string): Structure | string {
  const { root, blocks: tree } = asRecord(answer) ?? {}
  const blocks = asRecord(tree)
  if (typeof root !== 'string' || blocks === null) return 'something that is not a structure'
  if (blockIn(blocks, root) === null || !isBlockKey(root)) return 'a structure without its root'
  const rows: StructureRow[] = []
  const seen = new Set<string>()
  let foreign = 0
  // Not by recursion: what lies in what may be deeper than any stack.
  const first: Above = { parent: null, place: 0, visible: true, chosen: false, starts: null }
  const coming: { readonly key: string; readonly above: Above }[] = [{ key: root, above: first }]
  for (let next = coming.pop(); next !== undefined; next = coming.pop()) {
    const { key, above } = next
    const block = blockIn(blocks, key)
    // Two spellings of one key are one block.
    const { key: same } = spelled('block', key)
    if (block === null || seen.has(same) || !isBlockKey(key)) continue
    seen.add(same)
    if (!isOf(same, course)) {
      foreign += 1
      continue
    }
    if (rows.length === MOST_BLOCKS) return `more than ${MOST_BLOCKS} blocks`
    const row = rowOf(key, block, above)
    rows.push(row)
    const { visible, starts } = row
    const chosen = above.chosen || CHOOSES.has(row.type)
    const children = childrenOf(block)
    for (let place = children.length - 1; place >= 0; place--) {
      const below = { parent: key, place, visible, chosen, starts }
      coming.push({ key: children[place]!, above: below })
    }
  }
  if (rows.length === 0) return 'the structure of another course'
  return { rows, foreign }
}

function rowOf(key: string, block: TreeBlock, above: Above): StructureRow {
  const type = textIn(block, 'type', LONGEST_TYPE) ?? 'unknown'
  const leaf = childrenOf(block).length === 0
  return {
    block: key,
    parent: above.parent,
    place: above.place,
    type,
    name: textIn(block, 'display_name', LONGEST_NAME),
    graded: block['graded'] === true,
    format: textIn(block, 'format', LONGEST_NAME),
    completable: leaf && !NO_COMPLETION.has(type) && !above.chosen,
    visible: above.visible && block['visible_to_staff_only'] !== true,
    starts: later(above.starts, block['start']),
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return value as Readonly<Record<string, unknown>>
}

function blockIn(blocks: Readonly<Record<string, unknown>>, key: string): TreeBlock | null {
  return Object.hasOwn(blocks, key) ? asRecord(blocks[key]) : null
}

function childrenOf(block: TreeBlock): readonly string[] {
  const children = block['children']
  return Array.isArray(children) ? children.filter((child) => typeof child === 'string') : []
}

/** A text that can be kept: without zero bytes and halves of characters, and no longer than it may be. */
function textIn(block: TreeBlock, name: string, longest: number): string | null {
  const text = block[name]
  if (typeof text !== 'string') return null
  return text.replaceAll('\0', '').slice(0, longest).toWellFormed()
}

/** Whether a block's key, as it is compared, names the course: `block-v1:` and its run, or the old `i4x://`. */
function isOf(block: string, course: string): boolean {
  const { key } = spelled('course', course)
  const run = key.replace(/^[a-z0-9-]+-v1:/, '')
  const [organization, number] = key.split('/')
  return (
    block.replace(/^[a-z0-9-]+-v1:/, '').startsWith(`${run}+type@`) ||
    (number !== undefined && block.startsWith(`i4x://${organization}/${number}/`))
  )
}

/** A block is open no earlier than what it lies in. */
function later(above: number | null, start: unknown): number | null {
  const at = typeof start === 'string' ? Date.parse(start) : NaN
  if (Number.isNaN(at)) return above
  const quarter = quarterOf(Math.min(LAST_INSTANT, Math.max(FIRST_INSTANT, at)))
  return above === null ? quarter : Math.max(above, quarter)
}
