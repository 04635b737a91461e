import { z } from 'zod'

const INSTANT = z.iso.datetime()

export const CAPABILITY = z
  .object({
    name: z.string(),
    available: z.boolean(),
    missing: z.string().meta({ description: 'What is missing, and the grant that fixes it.' }),
    note: z.string().optional().meta({ description: 'What else an operator should know of it.' }),
  })
  .meta({ id: 'Capability' })

export const RUN = z
  .object({
    kind: z
      .string()
      .meta({ description: 'first load, refresh, sweep, nightly sweep, full sweep or reload' }),
    started: INSTANT,
    ended: INSTANT.nullable().meta({ description: 'null while it runs, or when it was cut short' }),
    rows: z.number(),
    changed: z.number(),
    statements: z.number(),
    problem: z.string().nullable(),
  })
  .meta({ id: 'Run' })

export const SOURCE = z
  .object({
    name: z.string(),
    state: z
      .enum(['loading', 'fresh', 'stale', 'failing'])
      .meta({ description: 'loading: never read to its end yet.' }),
    readAt: INSTANT.nullable().meta({ description: 'What happened up to then is counted.' }),
    lagSeconds: z.number().nullable(),
    loading: z.array(z.string()).meta({
      description:
        'Parts of which older rows are still being read; figures of then are incomplete.',
    }),
    progress: z
      .object({
        part: z.string(),
        rows: z.number(),
        total: z.number().nullable(),
        seconds: z.number(),
      })
      .nullable()
      .meta({ description: 'The reading under way; null between readings.' }),
    capabilities: z.array(CAPABILITY),
    runs: z.array(RUN).meta({ description: 'The last ones, newest first.' }),
    quarantine: z.array(
      z.object({ part: z.string(), reason: z.string(), rows: z.number(), noticed: INSTANT }),
    ),
  })
  .meta({ id: 'Source' })

const LOSS = z
  .object({
    noticed: INSTANT,
    commits: z.number().meta({ description: 'How many changes are missing.' }),
    since: INSTANT.nullable().meta({
      description: 'The last change before them; null when not known.',
    }),
    until: INSTANT.meta({ description: 'The last of them.' }),
  })
  .meta({
    id: 'Loss',
    description:
      'The database or its log was damaged, removed or replaced. Facts are read from the platform again; tokens and reports of that time may be gone.',
  })
export type Loss = z.infer<typeof LOSS>

export const SOURCES = z
  .object({
    platform: z.string(),
    kind: z.enum(['campus', 'lms']).meta({
      description: 'campus: the simulated platform, when no LMS is configured.',
    }),
    storedBytes: z.number().meta({ description: 'What the facts take on the disk.' }),
    losses: z.array(LOSS).meta({
      description: 'Changes of the store found missing in the last 30 days, newest first.',
    }),
    sources: z.array(SOURCE),
  })
  .meta({ id: 'Sources' })

export type Sources = z.infer<typeof SOURCES>
export type SourceStatus = z.infer<typeof SOURCE>

export const READING = z
  .object({
    results: z.array(
      z.object({
        source: z.string(),
        kind: z.string(),
        rows: z.number(),
        changed: z.number(),
        statements: z.number(),
        seconds: z.number(),
        left: z.boolean().meta({
          description: 'There is more of years ago, which the next reading goes on with.',
        }),
        problem: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Reading', description: 'What one reading of all sources brought.' })
export type Reading = z.infer<typeof READING>

export const DIFFERENCE = z
  .object({
    fact: z.string(),
    kind: z.enum(['missing', 'extra', 'different', 'retired']).meta({
      description:
        'missing in Figures, extra in Figures, there with another value; or explained, because the platform has been asked to forget the person.',
    }),
    row: z.string().meta({ description: "The platform's row, by table and id; or the pseudonym." }),
    course: z.string().nullable(),
    lms: z.string().nullable(),
    figures: z.string().nullable(),
  })
  .meta({ id: 'Difference' })

export const CHECK = z
  .object({
    agrees: z.boolean(),
    parts: z.array(
      z.object({
        name: z.string(),
        by: z.string().meta({ description: 'Course and mode, where counts are split so.' }),
        lms: z.number(),
        figures: z.number(),
      }),
    ),
    differences: z.array(DIFFERENCE).meta({ description: 'At most 200, all kinds.' }),
    found: z
      .number()
      .meta({ description: 'How many differences there are that nothing explains.' }),
    tables: z
      .array(
        z.object({
          table: z.string(),
          what: z.string().meta({ description: 'What its rows are, in the plural.' }),
          total: z.number().meta({ description: "Rows it has, by the server's own count." }),
          rows: z.number().meta({ description: 'Rows that Figures can use.' }),
          quarantined: z
            .record(z.string(), z.number())
            .meta({ description: 'Rows that cannot be used, by reason.' }),
          refused: z.number().meta({ description: 'Rows that cannot be used, all reasons.' }),
          refusedRead: z.number().nullable().meta({
            description:
              'Rows that the readings have refused, which must be as many; null where they do not count them.',
          }),
          folded: z.number().meta({
            description:
              'Rows that are one row in Figures with another: their keys differ only in capitals or spelling.',
          }),
          missing: z.number().meta({ description: 'What the table says and Figures lacks.' }),
          retired: z
            .number()
            .meta({ description: 'Rows that differ because of people who asked to be forgotten.' }),
          addsUp: z.boolean().meta({
            description:
              'Rows that can be used and rows that cannot are all rows of the table, and the readings have refused as many.',
          }),
        }),
      )
      .meta({ description: 'The tables of the platform, each seen in one consistent look.' }),
    doubled: z.array(z.object({ table: z.string(), rows: z.number() })).meta({
      description:
        'Tables of Figures in which rows stand beside others of the same key and count twice; none unless something has gone wrong.',
    }),
    skipped: z.array(z.string()).meta({
      description: 'What was not compared, because older rows of it are still being read.',
    }),
    note: z.string(),
  })
  .meta({ id: 'Check', description: 'Figures against the tables of the platform, row by row.' })
export type Check = z.infer<typeof CHECK>

export const CHECKING = z
  .object({
    refresh: z
      .boolean()
      .default(false)
      .meta({ description: 'Read each table before it is compared.' }),
  })
  .strict()

export const LAST_CHECK = z
  .object({
    running: INSTANT.nullable().meta({
      description: 'Since when one is under way; null when none.',
    }),
    at: INSTANT.nullable().meta({ description: 'When the last one ended; null before the first.' }),
    check: CHECK.nullable(),
    problem: z.string().nullable().meta({ description: 'Why the last one could not be done.' }),
  })
  .meta({ id: 'LastCheck', description: 'The last comparison since the service started.' })
export type LastCheck = z.infer<typeof LAST_CHECK>
