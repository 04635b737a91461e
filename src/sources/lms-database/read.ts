import { setTimeout as sleep } from 'node:timers/promises'
import { asProblem, Problem } from '../../kernel/problem.ts'
import { together } from '../../kernel/together.ts'
import { PARTS_NOT_READ, type Batch, type Depth } from '../source.ts'
import { connect, isFull, isLost, type Session } from './connect.ts'
import { coursePart } from './courses.ts'
import { enterpriseEnrollmentShape, enterprisePart, memberShape } from './enterprise.ts'
import { IDENTITY, knownAgain } from './identity.ts'
import { modulePart } from './modules.ts'
import { outlinePart } from './outline.ts'
import type { Pace } from './pace.ts'
import { clockOf, type Part } from './reading.ts'
import { lagOf } from './replica.ts'
import { rolePart } from './roles.ts'
import { savesPart } from './saves.ts'
import { scoredPart } from './scored.ts'
import type { Names } from './shape.ts'
import { accountShape } from './shapes/account.ts'
import { certificateShape } from './shapes/certificate.ts'
import { completionShape } from './shapes/completion.ts'
import { enrollmentShape } from './shapes/enrollment.ts'
import { gradeShape } from './shapes/grade.ts'
import { cohortShape, demographicShape, retiringShape } from './shapes/people.ts'
import { authzRoleChangeShape, roleChangeShape } from './shapes/role.ts'
import { sectionGradeShape } from './shapes/section-grade.ts'
import type { LmsServer } from './server.ts'
import { tablePart } from './table.ts'
import { readSchema, type Schema } from './schema.ts'
import { waysOf, type CapabilityName } from './tables.ts'

/** Ids in a range of the largest tables: few checksums to keep, still little to read again. */
const WIDE = 50_000

/** What all else refers to; in this order. */
const ROOTS: readonly Part[] = [
  coursePart,
  tablePart('retirement', () => retiringShape, { marks: 'id' }),
  tablePart('account', () => accountShape, { marks: 'id' }),
  tablePart('demographic', () => demographicShape, { marks: 'id', seldom: true }),
  rolePart,
  tablePart('role_history', () => roleChangeShape, { marks: 'id', seldom: true }),
  tablePart('authz_role_history', authzRoleChangeShape, { marks: 'id', seldom: true }),
  tablePart('cohort', () => cohortShape, { marks: 'id', seldom: true }),
  tablePart('enrollment', enrollmentShape, { marks: 'id' }),
]
/** What learners have reached. */
const RESULTS: readonly Part[] = [
  tablePart('certificate', certificateShape, { marks: 'id' }),
  outlinePart,
  scoredPart,
  enterprisePart,
  tablePart('enterprise_member', memberShape, { marks: 'id', seldom: true }),
  tablePart('enterprise_enrollment', enterpriseEnrollmentShape, { marks: 'id', seldom: true }),
  tablePart('course_grade', () => gradeShape, { marks: 'modified' }),
  tablePart('section_grade', sectionGradeShape, { marks: 'modified', range: WIDE }),
  tablePart('completion', () => completionShape, { marks: 'id', range: WIDE }),
]
/** What learners do: the largest tables. */
const ACTS: readonly Part[] = [modulePart, savesPart]

const TRIES = 5

export interface LmsReading {
  readonly server: LmsServer
  readonly demographics: boolean
  readonly names: Names
  readonly pace: Pace
  /** Names the process that reads. */
  readonly process: string
  readonly signal: AbortSignal
  /** Keyed hash of a text, by which a platform is known again. */
  readonly mark: (text: string) => string
}

/** A session with what was seen through it, kept for the reading that usually follows at once. */
export interface Opened {
  readonly session: Session
  readonly schema: Schema
}

export async function open({ server, pace }: Pick<LmsReading, 'server' | 'pace'>): Promise<Opened> {
  const session = await connect(server, pace.pause)
  try {
    return { session, schema: await readSchema(session) }
  } catch (error) {
    await session.close()
    throw error
  }
}

/**
 * Reads every part that the platform shows, over one connection; while the largest tables are read for the
 * first time, over two. A connection that is lost in the middle is made again, and the part goes on behind
 * the last batch that was handed over.
 */
export async function* readParts(
  lms: LmsReading,
  request: {
    readonly checkpoints: ReadonlyMap<string, string>
    readonly depth: Depth
    readonly only?: string
    /** Somebody says that this is the platform that was read before. */
    readonly samePlatform?: boolean
    /** Left over from looking at the platform; it is used up. */
    readonly opened?: Opened | undefined
  },
): AsyncGenerator<Batch> {
  const { session, schema } = request.opened ?? (await open(lms))
  const one: Line = { session }
  const two: Partial<Line> = {}
  try {
    const lag = await lagOf(session)
    const now = (await clockOf(session)) - lag
    const saved = request.checkpoints.get(IDENTITY)
    const same = request.samePlatform === true
    yield* knownAgain({ session, schema, now, mark: lms.mark, saved, same })
    const { depth } = request
    const failed = new Map<string, Problem>()
    const over = (line: Line, all: readonly Part[]): AsyncGenerator<Batch> => {
      const parts = all.filter((p) => request.only === undefined || p.name === request.only)
      const checkpoints = new Map(request.checkpoints)
      return readOver(lms, line, { schema, depth, lag, parts, checkpoints, failed })
    }
    yield* over(one, ROOTS)
    const begun =
      request.only !== undefined ||
      ACTS.every((p) => !able(schema, p) || request.checkpoints.has(p.name))
    if (!begun && lms.pace.connections === 2) Object.assign(two, await another(lms))
    if (two.session === undefined) yield* over(one, [...RESULTS, ...ACTS])
    else yield* together([over(one, RESULTS), over(two as Line, ACTS)])
    if (failed.size > 0) throw failureOf(failed)
  } finally {
    await one.session.close()
    await two.session?.close()
  }
}

/** A connection that is made again when it is lost. */
interface Line {
  session: Session
}

const able = (schema: Schema, part: Part): boolean => schema.can(part.name as CapabilityName)

/** One more connection; none where the account may have no more. */
async function another(lms: LmsReading): Promise<Partial<Line>> {
  try {
    return { session: await connect(lms.server, lms.pace.pause) }
  } catch (error) {
    if (isFull(error)) return {}
    throw error
  }
}

async function* readOver(
  lms: LmsReading,
  line: Line,
  of: {
    readonly parts: readonly Part[]
    readonly schema: Schema
    readonly depth: Depth
    readonly lag: number
    readonly checkpoints: Map<string, string>
    /** Where parts are noted that could not be read, with why. */
    readonly failed: Map<string, Problem>
  },
): AsyncGenerator<Batch> {
  const { schema, depth, checkpoints } = of
  const { names, pace } = lms
  for (const part of of.parts) {
    if (!able(schema, part)) continue
    if (part.name === 'demographic' && !lms.demographics) continue
    const until = performance.now() + pace.slice
    const isLong = (): boolean => performance.now() > until
    for (let failures = 0; ;) {
      try {
        const { session } = line
        const now = (await clockOf(session)) - of.lag
        const saved = checkpoints.get(part.name)
        const how = { session, schema, names, depth, now, pace, isLong, process: lms.process }
        for await (const batch of part.read({ ...how, part: part.name, saved })) {
          yield batch
          checkpoints.set(batch.part, batch.checkpoint)
          failures = 0
          lms.signal.throwIfAborted()
        }
        break
      } catch (error) {
        if (isOfPart(error) && !lms.signal.aborted) {
          of.failed.set(part.name, asProblem(error))
          break
        }
        if (!isLost(error) || ++failures >= TRIES) throw error
        line.session = await reconnect(lms, line.session, failures)
      }
    }
  }
}

const OF_PART: readonly string[] = [
  'lms-error',
  'lms-grant',
  'lms-slow',
  'lms-lock',
  'lms-changed',
  'lms-damaged',
  'lms-packet',
]

/** What one table is to blame for: the others can still be read. */
const isOfPart = (error: unknown): boolean =>
  !(error instanceof Problem) || OF_PART.includes(error.code)

/** What a reading ends with of which some parts failed: each by its name and tables. */
function failureOf(failed: ReadonlyMap<string, Problem>): Problem {
  const [first] = failed.values()
  const said = [...failed].map(([part, problem]) => {
    const tables = [...new Set(waysOf(part as CapabilityName).flatMap((way) => Object.keys(way)))]
    return `${part} (${tables.join(', ')}) could not be read: ${problem.message}`
  })
  const { status, remedy, cause } = first!
  const message = `${said.join(' ')} All else was read.`
  return new Problem(PARTS_NOT_READ, status, message, { remedy, cause })
}

/** Waits a little longer after each failure; a server that restarts needs some seconds. */
async function reconnect(lms: LmsReading, old: Session, failures: number): Promise<Session> {
  await old.close()
  for (let attempt = failures; ; attempt++) {
    await sleep(500 * 2 ** attempt, undefined, { signal: lms.signal })
    try {
      return await connect(lms.server, lms.pace.pause)
    } catch (error) {
      if (attempt >= TRIES) throw error
    }
  }
}
