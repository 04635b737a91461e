import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { refused } from '../../kernel/problem.ts'
import type { Batch, Depth, Truth } from '../source.ts'
import { connect, isLost, type Session } from './connect.ts'
import { modulePart } from './modules.ts'
import { outlinePart } from './outline.ts'
import { clockOf, pagesById, type Part } from './reading.ts'
import { savesPart } from './saves.ts'
import { shaped, type Names, type Shape } from './shape.ts'
import { accountShape } from './shapes/account.ts'
import { certificateShape } from './shapes/certificate.ts'
import { completionShape } from './shapes/completion.ts'
import { enrollmentShape } from './shapes/enrollment.ts'
import { gradeShape } from './shapes/grade.ts'
import { cohortShape, demographicShape, retiringShape } from './shapes/people.ts'
import { sectionGradeShape } from './shapes/section-grade.ts'
import { coursePart, rolePart } from './snapshots.ts'
import { tablePart } from './table.ts'
import { readSchema, type CapabilityName, type Schema } from './tables.ts'

/** Ids in a range of the largest tables: few checksums to keep, still little to read again. */
const WIDE = 50_000

/** In the order in which they are read: small and needed by others first, the largest last. */
const PARTS: readonly Part[] = [
  coursePart,
  tablePart('retirement', () => retiringShape, { marks: 'id' }),
  tablePart('account', () => accountShape, { marks: 'id' }),
  tablePart('demographic', () => demographicShape, { marks: 'id' }),
  rolePart,
  tablePart('cohort', () => cohortShape, { marks: 'id' }),
  tablePart('enrollment', enrollmentShape, { marks: 'id' }),
  tablePart('certificate', certificateShape, { marks: 'id' }),
  outlinePart,
  tablePart('course_grade', () => gradeShape, { marks: 'modified' }),
  tablePart('section_grade', sectionGradeShape, { marks: 'modified', range: WIDE }),
  tablePart('completion', () => completionShape, { marks: 'id', range: WIDE }),
  modulePart,
  savesPart,
]

const TRUTHS: readonly ((schema: Schema) => Shape)[] = [
  () => accountShape,
  enrollmentShape,
  () => gradeShape,
  () => completionShape,
  sectionGradeShape,
  certificateShape,
]
const TRIES = 5

export interface LmsReading {
  readonly url: string
  readonly demographics: boolean
  readonly names: Names
  readonly signal: AbortSignal
}

/** A session with what was seen through it, kept for the reading that usually follows at once. */
export interface Opened {
  readonly session: Session
  readonly schema: Schema
}

export async function open(url: string): Promise<Opened> {
  const session = await connect(url)
  try {
    return { session, schema: await readSchema(session) }
  } catch (error) {
    await session.close()
    throw error
  }
}

/**
 * Reads every part that the platform shows. A connection that is lost in the middle is made again, and
 * the part goes on behind the last batch that was handed over.
 */
export async function* readParts(
  lms: LmsReading,
  request: {
    readonly checkpoints: ReadonlyMap<string, string>
    readonly depth: Depth
    /** Left over from looking at the platform; it is used up. */
    readonly opened?: Opened | undefined
  },
): AsyncGenerator<Batch> {
  const checkpoints = new Map(request.checkpoints)
  const { session: first, schema } = request.opened ?? (await open(lms.url))
  let session = first
  try {
    yield* knownAgain(session, schema, checkpoints.get(IDENTITY))
    for (const part of PARTS) {
      if (!schema.can(part.name as CapabilityName)) continue
      if (part.name === 'demographic' && !lms.demographics) continue
      for (let failures = 0; ;) {
        try {
          const now = await clockOf(session)
          const saved = checkpoints.get(part.name)
          const { names } = lms
          for await (const batch of part.read({
            session,
            schema,
            names,
            part: part.name,
            saved,
            now,
            depth: request.depth,
          })) {
            yield batch
            checkpoints.set(batch.part, batch.checkpoint)
            failures = 0
            lms.signal.throwIfAborted()
          }
          break
        } catch (error) {
          if (!isLost(error) || ++failures >= TRIES) throw error
          session = await reconnect(lms, session, failures)
        }
      }
    }
  } finally {
    await session.close()
  }
}

const IDENTITY = 'identity'

/** Told once, and compared ever after: facts of two platforms must not mix. */
async function* knownAgain(
  session: Session,
  schema: Schema,
  saved: string | undefined,
): AsyncGenerator<Batch> {
  if (!schema.can('release')) return
  const asked = session.statements
  // When the first migrations ran is the same after every upgrade and move, and never on two platforms.
  const rows = await session.rows(
    'select app, name, applied from django_migrations order by id limit 20',
  )
  if (rows.length === 0) return
  const checkpoint = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  if (saved !== undefined && saved !== JSON.stringify(checkpoint)) {
    throw refused('other-lms', `The database '${session.database}' is that of another platform.`, {
      remedy:
        'Set FIGURES_LMS_DATABASE_URL to the platform that was read before, or FIGURES_PLATFORM to a new name for this one.',
    })
  }
  const statements = session.statements - asked
  const text = JSON.stringify(checkpoint)
  yield { part: IDENTITY, writes: [], checkpoint: text, rows: 0, statements, quarantined: {} }
}

/** Waits a little longer after each failure; a server that restarts needs some seconds. */
async function reconnect(lms: LmsReading, old: Session, failures: number): Promise<Session> {
  await old.close()
  for (let attempt = failures; ; attempt++) {
    await sleep(500 * 2 ** attempt, undefined, { signal: lms.signal })
    try {
      return await connect(lms.url)
    } catch (error) {
      if (attempt >= TRIES) throw error
    }
  }
}

/** All rows of one fact in one consistent look at the database. */
export async function* readTruth(lms: LmsReading, fact: string): AsyncGenerator<Truth> {
  const { session, schema } = await open(lms.url)
  try {
    const shape = TRUTHS.map((of) => of(schema)).find((s) => s.fact === fact)
    if (shape === undefined) throw new RangeError(`no table tells the truth about ${fact}`)
    await session.rows('start transaction with consistent snapshot, read only')
    const page = { table: shape.table }
    let empty = true
    // One look at everything: what lies beside is asked for within it.
    const look = { ...session, snapshot: <T>(ask: () => Promise<T>) => ask() }
    for await (const { rows, beside } of pagesById(look, shape, { after: 0 })) {
      empty = false
      yield { ...shaped(shape, rows, lms.names, beside), ...page }
      lms.signal.throwIfAborted()
    }
    if (empty) yield { ...shaped(shape, [], lms.names, []), ...page }
  } finally {
    await session.close()
  }
}
