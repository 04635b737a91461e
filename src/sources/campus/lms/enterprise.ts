import { FRANCHISES } from '../plan.ts'
import { randomOf } from '../random.ts'
import type { Story } from '../story.ts'
import { uuidOf, stamp, type LmsRow, type StoryAt, type Taken, type Told } from './row.ts'

const LONG_AGO = '2020-01-01 00:00:00.000000'
/** The franchises that the platform lists as companies; the others do without. */
const COMPANIES = [0, 1] as const
const DAY = 86_400_000

const companyOf = (franchise: number): string => uuidOf(`company ${FRANCHISES[franchise]!.name}`)

const isCompany = (franchise: number): boolean =>
  (COMPANIES as readonly number[]).includes(franchise)

/** The companies themselves. */
export function companyRows(): LmsRow[] {
  return COMPANIES.map((franchise): LmsRow => ({
    created: LONG_AGO,
    modified: LONG_AGO,
    uuid: companyOf(franchise),
    name: FRANCHISES[franchise]!.name,
    slug: `company-${franchise}`,
    active: 1,
    site_id: 1,
  }))
}

/** That somebody belongs to a company, and what was taken through it; a few have been unlinked since. */
export function rowsOfCompany(
  story: Story,
  taken: readonly Taken[],
  at: StoryAt & { readonly id: number },
): Told {
  const random = randomOf('company', at.id)
  if (!isCompany(story.franchise) || story.superuser || !random.chance(0.7)) return []
  const member = at.ids('enterprise_enterprisecustomeruser')
  const unlinked = random.chance(0.03)
  const when = { created: stamp(story.joined), modified: stamp(story.joined) }
  const link: LmsRow = {
    ...when,
    id: member,
    user_id: at.id,
    enterprise_customer_id: companyOf(story.franchise),
    active: 1,
    linked: unlinked ? 0 : 1,
  }
  const enrollments = taken
    .filter(() => random.chance(0.8))
    .map(({ enrollment }): LmsRow => {
      const made = enrollment.changes[0]!.at
      const ended = made + 20 * DAY
      const gone = random.chance(0.05) && ended <= at.now
      return {
        created: stamp(made),
        modified: stamp(made),
        enterprise_customer_user_id: member,
        course_id: enrollment.course.key,
        unenrolled: gone ? 1 : 0,
        unenrolled_at: gone ? stamp(ended) : null,
      }
    })
  return [
    ['enterprise_enterprisecustomeruser', [link]],
    ['enterprise_enterprisecourseenrollment', enrollments],
  ]
}
