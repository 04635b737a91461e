import { personOf } from '../people.ts'
import { FRANCHISES } from '../plan.ts'
import { profileOf } from '../profile.ts'
import { randomOf } from '../random.ts'
import { hexOf, stamp, type LmsRow, type StoryAt, type Told } from './row.ts'
import type { Story } from '../story.ts'

const DAY = 86_400_000

/** States of the retirement pipeline, in order; a person in the last one has been forgotten. */
export const RETIREMENT_STATES = ['PENDING', 'RETIRING_ENROLLMENTS', 'COMPLETE'] as const

/** When somebody asked to be forgotten; null for nearly everybody. */
export function askedToBeForgotten(user: number, story: Story): number | null {
  const random = randomOf('forgotten', user)
  if (story.superuser || story.roles.length > 0 || !random.chance(0.006)) return null
  return story.joined + random.between(20, 300) * DAY
}

/** The account, its profile, where it signed up, and whether it asked to be forgotten. */
export function rowsOfPerson(story: Story, at: StoryAt & { readonly id: number }): Told {
  const { id } = at
  const person = personOf(id)
  const asked = askedToBeForgotten(id, story)
  const gone = asked !== null && asked <= at.now
  const retired = `retired__user_${hexOf(`retired ${id}`, 16)}`
  const done = gone && asked < at.now - 30 * DAY
  const said = profileOf(id, story.franchise)
  const user: LmsRow = {
    id,
    password: '!not-a-password',
    last_login: null,
    is_superuser: story.superuser ? 1 : 0,
    username: done ? retired : person.username,
    first_name: done ? '' : person.first,
    last_name: done ? '' : person.last,
    email: gone ? `${retired}@retired.invalid` : person.email,
    is_staff: story.superuser ? 1 : 0,
    is_active: story.active && !gone ? 1 : 0,
    date_joined: stamp(story.joined),
  }
  const profile: LmsRow = {
    name: done ? '' : `${person.first} ${person.last}`,
    user_id: id,
    year_of_birth: done ? null : said.birthYear,
    gender: done ? null : said.gender,
    // The platform has both: nothing, and an empty text.
    level_of_education: done ? null : (said.education ?? ''),
    country: done ? null : said.country,
  }
  const domain = FRANCHISES[story.franchise]!.domain
  const told: Told = [
    ['auth_user', [user]],
    ['auth_userprofile', [profile]],
    ['student_usersignupsource', [{ site: domain, user_id: id }]],
    [
      'student_userattribute',
      [
        {
          created: stamp(story.joined),
          modified: stamp(story.joined),
          name: 'created_on_site',
          value: domain,
          user_id: id,
        },
      ],
    ],
  ]
  if (!gone) return told
  const when = { created: stamp(asked), modified: stamp(asked) }
  const state = done ? RETIREMENT_STATES.length : 1
  const status: LmsRow = {
    ...when,
    original_username: done ? '' : person.username,
    original_email: done ? '' : person.email,
    original_name: done ? '' : `${person.first} ${person.last}`,
    retired_username: retired,
    retired_email: `${retired}@retired.invalid`,
    current_state_id: state,
    last_state_id: Math.max(1, state - 1),
    user_id: id,
  }
  return [
    ...told,
    ['user_api_userretirementrequest', [{ ...when, user_id: id }]],
    ['user_api_userretirementstatus', [status]],
  ]
}
