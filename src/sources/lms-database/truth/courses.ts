import { courseKey } from '../../../facts/key.ts'
import { truthCourse } from '../../../facts/truth.ts'
import type { TruthOf } from './table.ts'
import {
  flagOf,
  flagSql,
  instantSql,
  NO_COURSE,
  quarterOf,
  textOf,
  textSql,
  wordOf,
} from './text.ts'

/** Characters of a name that are kept. */
const LONGEST_NAME = 1_000

/** The platform's list of courses. Its ids are keys: it is read at once. */
export const courses: TruthOf = {
  fact: truthCourse,
  tables: () => [
    {
      table: 'course_overviews_courseoverview',
      columns: [
        textSql('r.id'),
        textSql('r.org'),
        textSql('r.display_name'),
        instantSql('r.start'),
        instantSql('r.end'),
        flagSql('r.self_paced'),
      ],
      read([id, org, shown, starts, ends, paced], keys) {
        const course = keys.course(id!)
        if (course === null) return NO_COURSE
        const name = textOf(shown!)
        return {
          course,
          organization: wordOf(org!) ?? courseKey(course)!.organizationText,
          name: name === null ? null : name.slice(0, LONGEST_NAME).replace(/[\ud800-\udbff]$/, ''),
          // Dates that cannot be are not set; the course stays.
          starts: quarterOf(starts!),
          ends: quarterOf(ends!),
          self_paced: flagOf(paced!) === true,
        }
      },
    },
  ],
}
