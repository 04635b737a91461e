import { col, type Fact } from './fact.ts'

/** A visit so much later than the one before it counts as if there had been none: more than a year. */
export const FAR_QUARTERS = 367 * 96

/** How many came on a day for the first time since another one: whoever is new in any run of days. */
export const activeDay: Fact = {
  name: 'active_day',
  doc: "How many rows of active_quarter lie on a local day, by the local day of the learner's row before in any course. Roll-up in the zone that answers are given in unless asked otherwise; kept by adding what came and taking away what it replaced.",
  columns: {
    day: col.quarter('first quarter of the local day'),
    before: col.nullable(
      col.quarter(
        "first quarter of the local day of the learner's row before; null when there is none, or none for a year",
      ),
    ),
    visits: col.integer('rows'),
  },
  identity: ['day', 'before'],
  merge: 'derived',
  personal: 'none',
  retention: 'kept',
  version: 1,
}

/** What happened in a course on a day. */
export const activeCourseDay: Fact = {
  name: 'active_course_day',
  doc: 'How many rows of active_quarter lie in a course on a local day. Roll-up as active_day.',
  columns: {
    course: col.key('course', 'the course'),
    day: col.quarter('first quarter of the local day'),
    visits: col.integer('rows of active_quarter'),
    observed: col.integer('of these, shown by an event or by the history of saves'),
  },
  identity: ['course', 'day'],
  merge: 'derived',
  personal: 'none',
  retention: 'kept',
}
