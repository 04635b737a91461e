import type { Kind } from '../../facts/activity.ts'
import { addDays } from '../../kernel/time.ts'
import { randomOf } from './random.ts'

/** One franchise: a site in its zone with its organizations. */
export interface Franchise {
  readonly domain: string
  readonly name: string
  readonly zone: string
  readonly organizations: readonly { readonly short: string; readonly name: string }[]
  /** Share of the campus's accounts. */
  readonly share: number
}

interface Template {
  readonly franchise: number
  readonly org: string
  readonly number: string
  readonly name: string
  readonly sections: number
  /** Weeks of an instructor-paced run and days between runs; absent for self-paced courses. */
  readonly weeks?: number
  readonly every?: number
}

export interface CampusBlock {
  readonly key: string
  readonly type: string
  readonly kind: Kind
}

export interface CampusCourse {
  readonly key: string
  readonly name: string
  readonly org: string
  readonly franchise: number
  readonly selfPaced: boolean
  /** Local dates in the franchise's zone. */
  readonly starts: string
  readonly ends: string | null
  /** Learners can enroll from here on, and until there; milliseconds. */
  readonly opens: number
  readonly closes: number
  /** The way through the course, in order; subsections stand before their blocks. */
  readonly path: readonly CampusBlock[]
}

export const FRANCHISES: readonly Franchise[] = [
  {
    domain: 'harbor-coffee.example',
    name: 'Harbor Coffee',
    zone: 'America/New_York',
    organizations: [
      { short: 'Harbor', name: 'Harbor Coffee' },
      { short: 'HarborLab', name: 'Harbor Roasting Lab' },
    ],
    share: 0.42,
  },
  {
    domain: 'vela-motors.example',
    name: 'Vela Motors',
    zone: 'Europe/Berlin',
    organizations: [
      { short: 'Vela', name: 'Vela Motors' },
      { short: 'VelaService', name: 'Vela Service Partners' },
    ],
    share: 0.35,
  },
  {
    domain: 'surya-homes.example',
    name: 'Surya Homes',
    zone: 'Asia/Kolkata',
    organizations: [
      { short: 'Surya', name: 'Surya Homes' },
      { short: 'SuryaField', name: 'Surya Field Teams' },
    ],
    share: 0.23,
  },
]

const TEMPLATES: readonly Template[] = [
  { franchise: 0, org: 'Harbor', number: 'BREW101', name: 'Brewing basics', sections: 4 },
  { franchise: 0, org: 'Harbor', number: 'SAFE100', name: 'Food safety', sections: 3 },
  {
    franchise: 0,
    org: 'Harbor',
    number: 'SERV110',
    name: 'Serving guests well',
    sections: 5,
    weeks: 8,
    every: 91,
  },
  {
    franchise: 0,
    org: 'HarborLab',
    number: 'ROAST200',
    name: 'Roasting, from green to brown',
    sections: 6,
    weeks: 12,
    every: 182,
  },
  { franchise: 1, org: 'Vela', number: 'ONB101', name: 'Onboarding 101', sections: 3 },
  { franchise: 1, org: 'Vela', number: 'HV100', name: 'High-voltage safety', sections: 4 },
  {
    franchise: 1,
    org: 'Vela',
    number: 'EV200',
    name: 'Selling electric vehicles',
    sections: 5,
    weeks: 6,
    every: 91,
  },
  {
    franchise: 1,
    org: 'VelaService',
    number: 'DIAG210',
    name: 'Workshop diagnostics',
    sections: 6,
    weeks: 10,
    every: 182,
  },
  { franchise: 2, org: 'Surya', number: 'SOL101', name: 'Solar for homes', sections: 4 },
  {
    franchise: 2,
    org: 'Surya',
    number: 'INST150',
    name: 'Installing rooftop panels',
    sections: 5,
    weeks: 9,
    every: 91,
  },
  {
    franchise: 2,
    org: 'SuryaField',
    number: 'TALK120',
    name: 'Talking with homeowners',
    sections: 4,
  },
]

const LEAVES: readonly { readonly type: string; readonly kind: Kind }[] = [
  { type: 'video', kind: 'video' },
  { type: 'problem', kind: 'problem' },
  { type: 'html', kind: 'page' },
  { type: 'problem', kind: 'problem' },
  { type: 'discussion', kind: 'forum' },
  { type: 'openassessment', kind: 'assessment' },
]

/** Days that the campus looks back over when it opens: eighteen months. */
export const HISTORY_DAYS = 548

const DAY = 86_400_000
const ANNOUNCED_DAYS = 28
/** Runs are planned for so long: what a learner will take must not depend on when one asks. */
const PLANNED_DAYS = 20 * 365

/** Every run that the campus will ever have. */
export function coursesOf(opened: string): readonly CampusCourse[] {
  return TEMPLATES.flatMap((template, t) => {
    if (template.weeks === undefined || template.every === undefined) {
      return [courseOf(template, { starts: opened, ends: null, run: 'self' })]
    }
    const runs: CampusCourse[] = []
    const first = -((t * 29) % template.every)
    for (let day = first, n = 1; day < PLANNED_DAYS; day += template.every, n++) {
      const starts = addDays(opened, day)
      const ends = addDays(starts, template.weeks * 7)
      runs.push(courseOf(template, { starts, ends, run: `${starts.slice(0, 4)}_R${n}` }))
    }
    return runs
  })
}

function courseOf(
  template: Template,
  run: { starts: string; ends: string | null; run: string },
): CampusCourse {
  const tail = `${template.org}+${template.number}+${run.run}`
  return {
    key: `course-v1:${tail}`,
    name: template.name,
    org: template.org,
    franchise: template.franchise,
    selfPaced: run.ends === null,
    starts: run.starts,
    ends: run.ends,
    opens: Date.parse(run.starts) - (run.ends === null ? 0 : ANNOUNCED_DAYS * DAY),
    closes: run.ends === null ? Infinity : Date.parse(run.ends) - 14 * DAY,
    path: pathOf(template, tail),
  }
}

/** The runs that can be seen at an instant: instructor-paced ones four weeks before they start. */
export function announced(courses: readonly CampusCourse[], at: number): readonly CampusCourse[] {
  return courses.filter((c) => c.opens <= at)
}

function pathOf(template: Template, tail: string): readonly CampusBlock[] {
  const random = randomOf('path', template.number)
  const path: CampusBlock[] = []
  const block = (type: string, id: string, kind: Kind): void => {
    path.push({ key: `block-v1:${tail}+type@${type}+block@${id}`, type, kind })
  }
  for (let section = 1; section <= template.sections; section++) {
    const subsections = random.between(2, 3)
    for (let sub = 1; sub <= subsections; sub++) {
      block('sequential', `s${section}q${sub}`, 'page')
      const leaves = random.between(2, 4)
      for (let n = 1; n <= leaves; n++) {
        const leaf = LEAVES[random.weighted([5, 6, 2, 4, 1, 1])]!
        block(leaf.type, `s${section}q${sub}u${n}`, leaf.kind)
      }
    }
  }
  return path
}
