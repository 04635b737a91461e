import type { Attention, AttentionItem, AttentionReason } from '../contract/attention.ts'
import { labelOf } from '../contract/label.ts'
import type { Answer, AnswerRow, Query } from '../contract/query.ts'

/** Fewer learners than this are too few to speak of a trend. */
const ENOUGH_LEARNERS = 10
const RISKY_SHARE = 1 / 4
const FAR_PERCENT = 50
/** A course that ends within so many days can still be finished, by whoever is told now. */
export const ENDING_DAYS = 14

/** What the courses are looked at by; each answers by course. */
export interface AttentionAnswers {
  /** Active learners of the period and of the one before. */
  readonly activity: Answer
  /** Where learners stand now. */
  readonly standing: Answer
  /** Ends of the courses that end soon. */
  readonly ends: ReadonlyMap<string, string>
}

/** The questions behind the list; `asked` gives period, zone and filters. */
export function attentionQueries(asked: Pick<Query, 'from' | 'to' | 'zone' | 'filter'>): {
  readonly activity: Query
  readonly standing: Query
} {
  const shared = {
    by: ['course'],
    grain: 'all' as const,
    population: 'course' as const,
    zone: asked.zone,
    filter: { ...asked.filter, course_state: ['running'] },
  }
  return {
    activity: {
      ...shared,
      metrics: ['active_learners'],
      from: asked.from,
      to: asked.to,
      compare: 'previous',
    },
    // As of now, whatever the period: without one it ends today.
    standing: {
      ...shared,
      metrics: ['current_enrollments', 'at_risk_learners', 'content_progress', 'grade_progress'],
    },
  }
}

/** Courses that need attention, each with its reason; the most learners first. */
export function attentionOf(answers: AttentionAnswers): Attention {
  const { activity, standing, ends } = answers
  const nameOf = (key: string): string | null =>
    labelOf(standing.labels, 'course', key) ?? labelOf(activity.labels, 'course', key) ?? null
  const items = [
    ...activity.rows.flatMap((row) => fell(row)),
    ...standing.rows.flatMap((row) => [...risky(row), ...ending(row, ends)]),
  ].map((item) => ({ ...NOTHING, ...item, name: nameOf(item.course) }))
  items.sort((a, b) => b.learners - a.learners || (a.course < b.course ? -1 : 1))
  return { period: activity.period, items, asOf: asOfOf(answers), unknown: unknownOf(answers) }
}

const NOTHING = { active: null, before: null, enrolled: null, progress: null, ends: null }

type Found = Pick<AttentionItem, 'course' | 'reason' | 'learners'> & Partial<AttentionItem>

function fell(row: AnswerRow): Found[] {
  const active = numberIn(row, 'active_learners')
  const before = numberIn(row, 'active_learners_previous')
  if (active === null || before === null) return []
  if (before < ENOUGH_LEARNERS || active > before / 2) return []
  return [{ course: courseIn(row), reason: 'fell', learners: before - active, active, before }]
}

function risky(row: AnswerRow): Found[] {
  const learners = numberIn(row, 'at_risk_learners')
  const enrolled = numberIn(row, 'current_enrollments')
  if (learners === null || enrolled === null) return []
  if (learners < ENOUGH_LEARNERS || learners < enrolled * RISKY_SHARE) return []
  return [{ course: courseIn(row), reason: 'at_risk', learners, enrolled }]
}

function ending(row: AnswerRow, ends: AttentionAnswers['ends']): Found[] {
  const course = courseIn(row)
  const at = ends.get(course)
  const enrolled = numberIn(row, 'current_enrollments')
  const progress = numberIn(row, 'content_progress') ?? numberIn(row, 'grade_progress')
  if (at === undefined || enrolled === null || progress === null) return []
  if (enrolled < ENOUGH_LEARNERS || progress >= FAR_PERCENT) return []
  return [{ course, reason: 'ending', learners: enrolled, enrolled, progress, ends: at }]
}

/** The oldest of what the list is made of; null while something that can be read has not been. */
function asOfOf({ activity, standing }: AttentionAnswers): string | null {
  const read = [...activity.metrics, ...standing.metrics].filter((m) => m.state !== 'unavailable')
  const times = read.map((m) => (m.asOf === null ? null : Date.parse(m.asOf)))
  const known = times.filter((t) => t !== null)
  if (known.length === 0 || known.length < times.length) return null
  return new Date(Math.min(...known)).toISOString()
}

/** The reasons that the platform does not show enough for. */
function unknownOf({ activity, standing }: AttentionAnswers): Attention['unknown'] {
  const missing = (answer: Answer, name: string): string | null => {
    const metric = answer.metrics.find((m) => m.name === name)
    return metric?.state === 'unavailable' ? metric.missing : null
  }
  const content = missing(standing, 'content_progress')
  const reasons: Readonly<Record<AttentionReason, string | null>> = {
    fell: missing(activity, 'active_learners'),
    at_risk: missing(standing, 'at_risk_learners'),
    ending: content === null ? null : missing(standing, 'grade_progress') && content,
  }
  return Object.entries(reasons).flatMap(([reason, text]) =>
    text === null ? [] : [{ reason: reason as AttentionReason, missing: text }],
  )
}

function courseIn(row: AnswerRow): string {
  return String(row['course'])
}

function numberIn(row: AnswerRow, name: string): number | null {
  const value = row[name]
  return typeof value === 'number' ? value : null
}
