import { isBlockKey } from '../../facts/key.ts'
import { quarterOf } from '../../kernel/time.ts'

/** A block as the Course Blocks API tells it. */
interface TreeBlock {
  readonly id?: string
  readonly type?: string
  readonly display_name?: string
  readonly children?: readonly string[]
  readonly graded?: boolean
  readonly format?: string | null
  readonly start?: string | null
  readonly visible_to_staff_only?: boolean
}

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
 * counts. Null when the answer is no structure.
 */
export function structureOf(answer: unknown): readonly StructureRow[] | null {
  const { root, blocks } = (answer ?? {}) as { root?: unknown; blocks?: unknown }
  if (typeof root !== 'string' || typeof blocks !== 'object' || blocks === null) return null
  const tree = blocks as Readonly<Record<string, TreeBlock>>
  const rows: StructureRow[] = []
  const seen = new Set<string>()
  const walk = (key: string, above: Above): void => {
    const block = tree[key]
    if (block === undefined || seen.has(key) || !isBlockKey(key)) return
    seen.add(key)
    const type = block.type ?? 'unknown'
    const children = block.children ?? []
    const visible = above.visible && block.visible_to_staff_only !== true
    const starts = later(above.starts, block.start)
    rows.push({
      block: key,
      parent: above.parent,
      place: above.place,
      type,
      name: block.display_name ?? null,
      graded: block.graded === true,
      format: block.format ?? null,
      completable: children.length === 0 && !NO_COMPLETION.has(type) && !above.chosen,
      visible,
      starts,
    })
    const chosen = above.chosen || CHOOSES.has(type)
    children.forEach((child, place) => walk(child, { parent: key, place, visible, chosen, starts }))
  }
  walk(root, { parent: null, place: 0, visible: true, chosen: false, starts: null })
  return rows
}

/** A block is open no earlier than what it lies in. */
function later(above: number | null, start: string | null | undefined): number | null {
  const at = start == null ? NaN : Date.parse(start)
  if (Number.isNaN(at)) return above
  return above === null ? quarterOf(at) : Math.max(above, quarterOf(at))
}
