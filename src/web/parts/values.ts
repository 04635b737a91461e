import type { IntlShape } from 'react-intl'
import { labelOf } from '../../contract/label.ts'
import { defineMessages } from '../app/define-messages.ts'

/** Words of codes that dimensions have as values. */
const values = defineMessages({
  unknown: { id: 'value.unknown', defaultMessage: 'not known' },
  none: { id: 'explore.unknown', defaultMessage: 'none' },
  'none.site': { id: 'value.noSite', defaultMessage: 'no site' },
  'none.cohort': { id: 'course.noCohort', defaultMessage: 'in no cohort' },
  'none.mode': { id: 'course.noMode', defaultMessage: 'no mode' },
  week: { id: 'explore.week', defaultMessage: 'Week {n}' },
  'gender.f': { id: 'value.gender.f', defaultMessage: 'women' },
  'gender.m': { id: 'value.gender.m', defaultMessage: 'men' },
  'gender.o': { id: 'value.gender.o', defaultMessage: 'other' },
  'education.p': { id: 'value.education.p', defaultMessage: 'doctorate' },
  'education.m': { id: 'value.education.m', defaultMessage: 'master or professional degree' },
  'education.b': { id: 'value.education.b', defaultMessage: 'bachelor' },
  'education.a': { id: 'value.education.a', defaultMessage: 'associate degree' },
  'education.hs': { id: 'value.education.hs', defaultMessage: 'secondary school' },
  'education.jhs': { id: 'value.education.jhs', defaultMessage: 'lower secondary school' },
  'education.el': { id: 'value.education.el', defaultMessage: 'primary school' },
  'education.none': { id: 'value.education.none', defaultMessage: 'no formal education' },
  'education.other': { id: 'value.education.other', defaultMessage: 'other education' },
  'course_state.upcoming': { id: 'courses.upcoming', defaultMessage: 'Upcoming' },
  'course_state.running': { id: 'courses.running', defaultMessage: 'Running' },
  'course_state.ended': { id: 'courses.ended', defaultMessage: 'Ended' },
  'course_state.unlisted': { id: 'courses.unlisted', defaultMessage: 'Unlisted' },
  'pacing.self_paced': { id: 'courses.self_paced', defaultMessage: 'Self-paced' },
  'pacing.instructor_paced': { id: 'courses.instructor_paced', defaultMessage: 'Instructor-paced' },
  'pacing.unlisted': { id: 'courses.unlisted', defaultMessage: 'Unlisted' },
})

const PERCENTS = /^(?:\d?0-\d?9|90-100)$/

/** Dimensions whose values are codes: `unknown` is one of them, and not what somebody called a cohort. */
const CODED = ['gender', 'education', 'age_band']

const isKnown = (key: string): key is keyof typeof values => key in values

/** A value of a dimension as people read it: by its label, its word, or as the platform has it. */
export function valueName(
  intl: IntlShape,
  dimension: string,
  value: string | number | null | undefined,
  labels: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const none = `none.${dimension}`
  const nothing = intl.formatMessage(values[isKnown(none) ? none : 'none'])
  if (value === null || value === undefined) return nothing
  const text = String(value)
  const label = labelOf(labels, dimension, text)
  // A cohort may be called like the group of those who are in none.
  if (label !== undefined) return label === nothing ? `“${label}”` : label
  if (dimension === 'enrollment_week') {
    return intl.formatMessage(values.week, { n: Number(text) + 1 })
  }
  if (dimension !== 'age_band' && dimension.endsWith('_band') && PERCENTS.test(text)) {
    const [from, to] = text.split('-').map((percent) => Number(percent) / 100)
    return new Intl.NumberFormat(intl.locale, { style: 'percent' }).formatRange(from!, to!)
  }
  if (dimension === 'country' && /^[A-Z]{2}$/.test(text)) {
    return intl.formatDisplayName(text, { type: 'region' }) ?? text
  }
  const key = `${dimension}.${text}`
  if (isKnown(key)) return intl.formatMessage(values[key])
  if (text === 'unknown' && CODED.includes(dimension)) return intl.formatMessage(values.unknown)
  return text === nothing ? `“${text}”` : text
}
