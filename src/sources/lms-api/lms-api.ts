import { blockStructure, courseStructure } from '../../facts/block.ts'
import type { Pseudonyms } from '../../facts/pseudonym.ts'
import { Rows } from '../rows.ts'
import type { Batch, Depth, ReadRequest, Source } from '../source.ts'
import { LmsClient } from './client.ts'
import { Network, type NetworkEffects } from './network.ts'
import { REQUESTED_FIELDS, structureOf, type StructureRow } from './structure.ts'
import type { Credentials } from './token.ts'

export const LMS_API = 'lms-api'
const STRUCTURE = 'structure'
/** Other sources have their turn after so long. */
const SLICE_MS = 20_000
/** Between two courses, so that a cold cache of the LMS can breathe. */
const REST_MS = 100

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

async function* read(
  options: LmsApiOptions,
  { depth, signal }: ReadRequest,
): AsyncGenerator<Batch> {
  const { effects, due } = options
  const client = new LmsClient(options, new Network(effects, signal))
  const began = effects.now()
  const courses = await due(depth)
  let invisible = 0
  let left = false
  for (const [i, one] of courses.entries()) {
    if (effects.now() - began >= SLICE_MS) {
      left = true
      break
    }
    if (i > 0) await effects.sleep(REST_MS, signal)
    const asked = client.requests
    const rows = await blocksOf(client, one.course)
    if (rows === null) invisible += 1
    const batch = batchOf(options, { ...one, rows: rows ?? [] })
    yield { ...batch, statements: client.requests - asked, total: courses.length }
  }
  const end = { part: STRUCTURE, writes: [], checkpoint: '{}', rows: 0, statements: 0 }
  const quarantined = invisible === 0 ? {} : { [INVISIBLE]: invisible }
  yield left ? { ...end, quarantined, left: true } : { ...end, quarantined, readAt: effects.now() }
}

/** The second version hides what the first one shows as denied; releases before Ironwood lack it. */
async function blocksOf(
  client: LmsClient,
  course: string,
): Promise<readonly StructureRow[] | null> {
  const parameters = {
    course_id: course,
    all_blocks: 'true',
    depth: 'all',
    return_type: 'dict',
    requested_fields: REQUESTED_FIELDS,
  }
  for (const version of ['v2', 'v1']) {
    const answer = await client.get(`/api/courses/${version}/blocks/`, parameters)
    if (answer !== null) return structureOf(answer)
  }
  return null
}

function batchOf(
  options: LmsApiOptions,
  of: DueCourse & { readonly rows: readonly StructureRow[] },
): Batch {
  const { course, published, rows } = of
  const blocks = new Rows(blockStructure, options.pseudonyms)
  for (const row of rows) blocks.add({ ...row, course })
  const courses = new Rows(courseStructure, options.pseudonyms)
  courses.add({ course, published, blocks: rows.length, read_at: options.effects.now() })
  return {
    part: STRUCTURE,
    writes: [blocks.take(), courses.take()],
    checkpoint: '{}',
    rows: rows.length,
    statements: 0,
    quarantined: {},
  }
}
