import { MYSQL } from './dialect.ts'
import { blockListed } from '../../facts/block.ts'
import { folded } from '../../facts/key.ts'
import { Rows } from '../rows.ts'
import type { Part, Reading } from './reading.ts'
import { column, Decoder } from './column.ts'

/** Outlines of courses, read whole when any of them has been published since. */
export const outlinePart: Part = {
  name: 'outline',
  async *read(reading) {
    const { session, names, part, saved, depth, now } = reading
    const asked = session.statements
    const [state] = await session.rows(
      `select count(*), max(published_at), sum(${MYSQL.crc32('published_version')})
        from learning_sequences_learningcontext`,
    )
    const checkpoint = JSON.stringify({ published: state!.map(String) })
    const done = { part, checkpoint, readAt: now, quarantined: {} }
    if (saved === checkpoint && depth === 'refresh') {
      yield { ...done, writes: [], rows: 0, statements: session.statements - asked }
      return
    }
    const rows = new Rows(blockListed, names.pseudonyms)
    const refused: Record<string, number> = {}
    await addSections(reading, rows, refused)
    const read = rows.count
    const statements = session.statements - asked
    yield { ...done, writes: [rows.take()], rows: read, statements, quarantined: refused }
  },
}

async function addSections(
  { session, names }: Reading,
  rows: Rows,
  refused: Record<string, number>,
): Promise<void> {
  const sections = await session.rows(
    `select s.usage_key, c.context_key, null, s.ordering, 'chapter', s.title, s.visible_to_staff_only
      from learning_sequences_coursesection as s
      join learning_sequences_learningcontext as c on c.id = s.course_context_id`,
  )
  const subsections = await session.rows(
    `select q.usage_key, c.context_key, s.usage_key, p.ordering, 'sequential', q.title,
        greatest(p.visible_to_staff_only, s.visible_to_staff_only)
      from learning_sequences_coursesectionsequence as p
      join learning_sequences_learningsequence as q on q.id = p.sequence_id
      join learning_sequences_coursesection as s on s.id = p.section_id
      join learning_sequences_learningcontext as c on c.id = q.learning_context_id`,
  )
  const seen = new Set<string>()
  const decoder = new Decoder('learning_sequences', COLUMNS, { names, counts: refused })
  for (const row of [...sections, ...subsections]) {
    // A link whose section or course is gone.
    if (row[0] === null || row[1] === null) continue
    const values = decoder.read(row)
    if (values === undefined) continue
    const [block, course, parent, place, type, name, hidden] = values
    // A subsection that stands twice in a course keeps its first place.
    const key = folded(`${course} ${block}`)
    if (seen.has(key)) continue
    seen.add(key)
    rows.add({ block, course, parent, place, type, name, visible: hidden !== true })
  }
}

/** What is asked for of a section or subsection, in this order. */
const COLUMNS = [
  column.block('usage_key'),
  column.course('context_key'),
  column.soft(column.block('parent')),
  column.place('ordering'),
  column.word('type'),
  column.text('title'),
  column.soft(column.flag('visible_to_staff_only')),
] as const
