import type { CampusCourse } from './plan.ts'

const NAMES: Readonly<Record<string, string>> = {
  video: 'Video',
  problem: 'Exercise',
  html: 'Reading',
  discussion: 'Discussion',
  openassessment: 'Assignment',
}

/** Subsections hold others, and who talks has not completed anything. */
export const isCompletable = (type: string): boolean =>
  type !== 'sequential' && type !== 'discussion'

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
  readonly starts: null
}

/** The published course from its root down: sections, subsections, and what is in them. */
export function structureRows(course: CampusCourse): readonly StructureRow[] {
  const of = (type: string, id: string): string =>
    `${course.key.replace(/^course-v1:/, 'block-v1:')}+type@${type}+block@${id}`
  const rest = { graded: false, format: null, completable: false, visible: true, starts: null }
  const root = of('course', 'course')
  const rows: StructureRow[] = [
    { ...rest, block: root, parent: null, place: 0, type: 'course', name: course.name },
  ]
  const places = new Map<string, number>()
  const placeIn = (parent: string): number => {
    const place = places.get(parent) ?? 0
    places.set(parent, place + 1)
    return place
  }
  let [section, subsection] = [root, root]
  for (const { key, type } of course.path) {
    if (type === 'sequential') {
      const [, n, q] = /block@s(\d+)q(\d+)$/.exec(key)!
      const chapter = of('chapter', `s${n}`)
      if (chapter !== section) {
        section = chapter
        const place = placeIn(root)
        const name = `Section ${place + 1}`
        rows.push({ ...rest, block: chapter, parent: root, place, type: 'chapter', name })
      }
      subsection = key
      const name = `Subsection ${n}.${q}`
      rows.push({ ...rest, block: key, parent: section, place: placeIn(section), type, name })
      continue
    }
    const graded = type === 'problem'
    rows.push({
      ...rest,
      block: key,
      parent: subsection,
      place: placeIn(subsection),
      type,
      name: NAMES[type] ?? null,
      graded,
      format: graded ? 'Homework' : null,
      completable: isCompletable(type),
    })
  }
  return rows
}
