import { blockStructure, courseStructure } from '../../facts/block.ts'
import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { Rows } from '../rows.ts'
import type { Batch, Depth, ReadRequest, Source } from '../source.ts'
import { AnswerProblem, LmsClient } from './client.ts'
import { Failures } from './failures.ts'
import { Network, type Limits, type NetworkEffects, type Tries } from './network.ts'
import { REQUESTED_FIELDS, structureOf, type Structure } from './structure.ts'
import type { Credentials } from './token.ts'

export const LMS_API = 'lms-api'
const STRUCTURE = 'structure'
/** Other sources have their turn after so long. */
const SLICE_MS = 20_000
/** Between two courses, so that a cold cache of the LMS can breathe. */
const REST_MS = 100
/** A course that is not answered is left to a later reading soon: the others wait. */
const TRIES: Tries = { attempts: 3, withinMs: 60_000 }
/** After so many courses that gave no usable answer the LMS itself is looked at. */
const MOST_SUSPECTS = 3

/** A course whose structure is to be read, and the platform's mark of when it was published. */
export interface DueCourse {
  readonly course: string
  readonly published: number | null
}

export interface LmsApiOptions extends Credentials {
  readonly pseudonyms: Pseudonyms
  /** The courses that have been published since their structure was read; all of them on reload. */
  readonly due: (depth: Depth) => Promise<readonly DueCourse[]>
  readonly effects: NetworkEffects
  /** How much of one answer is taken, and how long it may take; the usual unless given. */
  readonly limits?: Limits
}

/** The LMS's REST APIs, for what its tables do not tell: the blocks of each course. */
export function lmsApi(options: LmsApiOptions): Source {
  return {
    name: LMS_API,
    fills: [blockStructure.name, courseStructure.name],
    tells: [STRUCTURE],
    knowsThePast: true,
    capabilities: () => Promise.resolve([{ name: STRUCTURE, available: true, missing: '' }]),
    read: (request) => read(options, request),
    close: () => Promise.resolve(),
  }
}

const INVISIBLE = 'course that the API does not show'
const FOREIGN = 'blocks of another course in the structure of'
const UNANSWERED = 'course that the LMS answered with'

/** A course that gave no usable answer, while it is not known whether others do. */
interface Suspect {
  readonly due: DueCourse
  readonly problem: AnswerProblem
}

/**
 * Reads the courses that are due, each for itself: one that cannot be read is named and asked for again
 * later, and the others are read. What ails all of them ends the reading with a problem.
 */
async function* read(
  options: LmsApiOptions,
  { depth, signal, checkpoints }: ReadRequest,
): AsyncGenerator<Batch> {
  const { effects, due } = options
  const client = new LmsClient(options, new Network(effects, signal, options.limits))
  const before = checkpoints.get(STRUCTURE)
  const failures = new Failures(before)
  const nightly = depth === 'full sweep' || depth === 'reload'
  if (nightly) failures.keepOnly(await due('reload'))
  const began = effects.now()
  const courses = (await due(depth))
    .filter((one) => nightly || failures.mayAsk(one, began))
    .sort((a, b) => failures.times(a) - failures.times(b))
  let left = false
  let suspects: Suspect[] = []
  let counted = 0
  /** Requests since this was last asked. */
  const requests = (): number => {
    const since = client.requests - counted
    counted += since
    return since
  }
  /** The LMS answers, so it is the courses: they are named. */
  const blame = (): void => {
    for (const { due: of, problem } of suspects) {
      failures.failed(of, `${UNANSWERED} ${problem.reason}`, effects.now())
    }
    suspects = []
  }
  const end = (): Batch => ({
    part: STRUCTURE,
    writes: [],
    checkpoint: failures.checkpoint,
    rows: 0,
    statements: requests(),
    quarantined: failures.counts(),
    recounted: true,
  })
  /** Blames the courses that gave no answer, if it is not the LMS that gives none. */
  async function* judge(): AsyncGenerator<Batch> {
    try {
      await lookAt(client)
      const refused = suspects[0]!.problem
      if (!failures.hasRead && suspects.every((s) => s.problem.forbidden)) throw refused
    } catch (error) {
      for (const { due: of } of suspects) failures.postponed(of)
      yield end()
      throw error
    }
    blame()
  }
  for (const [i, one] of courses.entries()) {
    if (effects.now() - began >= SLICE_MS) {
      left = true
      break
    }
    if (i > 0) await effects.sleep(REST_MS, signal)
    let structure: Structure | null
    try {
      structure = await blocksOf(client, one.course)
    } catch (error) {
      if (!(error instanceof AnswerProblem)) throw error
      suspects.push({ due: one, problem: error })
      if (!error.answered || suspects.length >= MOST_SUSPECTS) yield* judge()
      continue
    }
    blame()
    noteAnswer(failures, one, structure)
    const batch = batchOf(options, { ...one, rows: structure?.rows ?? [] })
    const statements = requests()
    yield { ...batch, checkpoint: before ?? '{}', statements, total: courses.length }
  }
  if (suspects.length > 0) yield* judge()
  yield left ? { ...end(), left: true } : { ...end(), readAt: effects.now() }
}

function noteAnswer(failures: Failures, of: DueCourse, structure: Structure | null): void {
  if (structure === null) failures.answered(of, { reason: INVISIBLE, blocks: null })
  else if (structure.foreign === 0) failures.answered(of)
  else failures.answered(of, { reason: FOREIGN, blocks: structure.foreign })
}

/** Throws when the LMS does not answer at all: asks for what every LMS has. */
async function lookAt(client: LmsClient): Promise<void> {
  try {
    await client.get('/api/courses/v1/courses/', { page_size: '1' }, TRIES)
  } catch (error) {
    if (!(error instanceof AnswerProblem && error.forbidden)) throw error
  }
}

/**
 * The blocks of a course; null when the API does not show it. The second version hides what the first one
 * shows as denied; releases before Ironwood lack it.
 */
async function blocksOf(client: LmsClient, course: string): Promise<Structure | null> {
  const parameters = {
    course_id: course,
    all_blocks: 'true',
    depth: 'all',
    return_type: 'dict',
    requested_fields: REQUESTED_FIELDS,
  }
  const versions = ['v2', 'v1'].map((version) => `/api/courses/${version}/blocks/`)
  let hidden = false
  for (const path of versions) {
    const answer = await client.get(path, parameters, TRIES)
    if (answer === null) hidden = true
    if (answer == null) continue
    const structure = structureOf(answer, course)
    if (typeof structure !== 'string') return structure
    throw client.strange(path, structure)
  }
  // Neither path exists: something before the LMS lets nobody there.
  if (!hidden) throw client.strange(versions[0]!, 'status 404')
  return null
}

function batchOf(
  options: LmsApiOptions,
  of: DueCourse & { readonly rows: Structure['rows'] },
): Omit<Batch, 'checkpoint'> {
  const { course, published, rows } = of
  const blocks = new Rows(blockStructure, options.pseudonyms)
  for (const row of rows) blocks.add({ ...row, course })
  const courses = new Rows(courseStructure, options.pseudonyms)
  courses.add({ course, published, blocks: rows.length, read_at: options.effects.now() })
  return {
    part: STRUCTURE,
    writes: [blocks.take(), courses.take()],
    rows: rows.length,
    statements: 0,
    quarantined: {},
  }
}
