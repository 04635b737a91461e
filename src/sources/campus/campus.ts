import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { addDays, daysBetween } from '../../kernel/time.ts'
import type { Batch, ReadRequest, Source } from '../source.ts'
import { announced, coursesOf, HISTORY_DAYS, type CampusCourse } from './plan.ts'
import { storiesOf, type CampusOptions, type Story } from './story.ts'
import { settingOf, Telling } from './telling.ts'

export const CAMPUS = 'campus'
export const CAMPUS_SIZE = { seed: 'figures', accounts: 6000, courses: 2.2 } as const

const BATCH_ROWS = 60_000
const FACTS = [
  'course_run',
  'organization_listed',
  'site_listed',
  'course_organization',
  'organization_site',
  'learner',
  'learner_site',
  'role',
  'enrollment_change',
  'activity',
  'course_grade',
  'demographic',
  'cohort_member',
  'completion',
  'section_grade',
  'certificate',
  'block_listed',
  'block_structure',
]

/** Raised when the campus tells more than before: then its past is told once more. */
const TELLS = 2

/** `until`: all that happened up to then has been told. `told`: people told of in the first telling. */
interface State {
  readonly tells?: number
  readonly opened: string
  readonly until: number
  readonly told?: number
}

/**
 * A simulated platform: three franchises whose learners come, study, stop and finish, the same for the
 * same seed. It goes on living: each reading tells what has happened since the last.
 */
export function campusSource(
  options: Omit<CampusOptions, 'opened'>,
  world: { readonly pseudonyms: Pseudonyms; readonly now: () => number },
): Source {
  const { pseudonyms, now } = world
  let crowd: Crowd | undefined

  async function* read(request: ReadRequest): AsyncGenerator<Batch> {
    const saved = request.checkpoints.get(CAMPUS)
    const at = now()
    const known = saved === undefined ? opening(at) : (JSON.parse(saved) as State)
    const state: State = known.tells === TELLS ? known : { ...known, tells: TELLS, told: 0 }
    crowd ??= {
      options: { ...options, opened: state.opened },
      courses: coursesOf(state.opened),
      people: [],
      days: 0,
    }
    const target = state.told === undefined ? at : state.until
    await gather(crowd, target, request.signal)
    yield* tell({ state, target, crowd })
  }

  function* tell(of: { state: State; target: number; crowd: Crowd }): Generator<Batch> {
    const { state, target, crowd } = of
    const telling = new Telling(pseudonyms)
    const first = state.told !== undefined
    const since = first ? 0 : state.until
    const from = state.told ?? 0
    let rows = 0
    for (let i = from; i < crowd.people.length; i++) {
      telling.add(crowd.people[i]!, since, target)
      if (!first || telling.rows < BATCH_ROWS) continue
      const told = { ...state, told: i + 1 }
      rows += telling.rows
      const total = Math.round((rows * (crowd.people.length - from)) / (i + 1 - from))
      yield { ...batchOf(told, telling), total }
    }
    const here = crowd.people.filter((p) => p.joined <= target)
    const last = batchOf({ tells: TELLS, opened: state.opened, until: target }, telling)
    const setting = settingOf(pseudonyms, announced(crowd.courses, target), here)
    yield { ...last, writes: [...setting, ...last.writes], readAt: target }
  }

  return {
    name: CAMPUS,
    fills: FACTS,
    tells: CAPABILITIES,
    knowsThePast: true,
    capabilities: async () => CAPABILITIES.map((name) => ({ name, available: true, missing: '' })),
    read,
    close: async () => {},
  }
}

const CAPABILITIES = [
  'account',
  'enrollment',
  'activity',
  'activity_history',
  'course_grade',
  'course',
  'demographic',
  'role',
  'cohort',
  'completion',
  'section_grade',
  'certificate',
  'structure',
]

/** A campus seen for the first time opened eighteen months ago. */
function opening(at: number): State {
  const today = new Date(at).toISOString().slice(0, 10)
  return { tells: TELLS, opened: addDays(today, -HISTORY_DAYS), until: at, told: 0 }
}

function batchOf(state: State, telling: Telling): Batch {
  const rows = telling.rows
  const writes = telling.take()
  return {
    part: CAMPUS,
    writes,
    checkpoint: JSON.stringify(state),
    rows,
    statements: 0,
    quarantined: {},
  }
}

/** Everybody who registers before the campus's day number `days`, in order. */
interface Crowd {
  readonly options: CampusOptions
  readonly courses: readonly CampusCourse[]
  readonly people: Story[]
  days: number
}

/** Calls everybody who registers by an instant, in any zone. Lets others work between days. */
async function gather(crowd: Crowd, until: number, signal: AbortSignal): Promise<void> {
  const today = new Date(until).toISOString().slice(0, 10)
  const last = daysBetween(crowd.options.opened, today) + 1
  for (; crowd.days <= last; crowd.days++) {
    crowd.people.push(...storiesOf(crowd.options, crowd.courses, crowd.days))
    if (crowd.days % 8 === 0) await new Promise(setImmediate)
    signal.throwIfAborted()
  }
}
