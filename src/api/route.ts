import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodType } from 'zod'
import { PROBLEM } from '../contract/problem.ts'
import type { Caller, Permission } from '../access/permission.ts'
import { demand } from '../access/permission.ts'
import { csvOf, type Table } from '../kernel/csv.ts'
import { tableOf } from './table.ts'

/** What a handler is given: validated input and who asks. */
export interface Asked<TParams = unknown, TQuery = unknown, TBody = unknown> {
  readonly params: TParams
  readonly query: TQuery
  readonly body: TBody
  readonly caller: Caller
  readonly reply: FastifyReply
}

/**
 * One route of `/api/v2`. None can be made without a permission to ask and a schema of its answer:
 * what the schema does not declare cannot leave.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the API's root, with `:name` for parameters. */
  readonly path: string
  readonly permission: Permission
  readonly summary: string
  readonly params?: ZodType
  readonly query?: ZodType
  readonly body?: ZodType
  readonly answer: ZodType
  /** How the answer becomes a table; rows of its list when not given. Null: no CSV of this. */
  readonly table?: ((answer: never, asked: Asked) => Table) | null
  // Handlers are typed where they are written; the list of routes only needs to call them.
  readonly handle: (asked: Asked<never, never, never>) => Promise<unknown>
}

/** Registers a route, and for GET its `.csv` twin. */
export function register(app: FastifyInstance, route: Route): void {
  add(app, route, false)
  const listing = route.table !== null && !route.path.includes(':')
  if (listing && (route.method === 'GET' || route.path === '/query')) add(app, route, true)
}

function add(app: FastifyInstance, route: Route, csv: boolean): void {
  const request = {
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
  }
  app.route({
    method: route.method,
    url: `${route.path}${csv ? '.csv' : ''}`,
    schema: {
      summary: csv ? `${route.summary} (CSV)` : route.summary,
      tags: [tagOf(route.path)],
      ...request,
      response: {
        200: csv ? { content: { 'text/csv': { schema: { type: 'string' } } } } : route.answer,
        default: PROBLEM,
      },
    } as never,
    ...(csv ? { serializerCompiler: () => (data: unknown) => String(data) } : {}),
    onRequest: async (req) => demand(route.permission, req.caller),
    handler: (req, reply) => answerTo(route, { req, reply, csv }),
  })
}

async function answerTo(
  route: Route,
  at: { readonly req: FastifyRequest; readonly reply: FastifyReply; readonly csv: boolean },
): Promise<unknown> {
  const { req, reply } = at
  const asked = { params: req.params, query: req.query, body: req.body, caller: req.caller, reply }
  const answer = await route.handle(asked as Asked<never, never, never>)
  const wanted = at.csv || (route.table !== null && prefersCsv(req.headers.accept))
  if (!wanted) return sendJson(route, reply, answer as object)
  // The fence stands before the table too: only declared fields become columns.
  const fenced = route.answer.parse(answer)
  const table = route.table == null ? tableOf(fenced) : route.table(fenced as never, asked)
  const file = route.path.replaceAll(/[/:]+/g, '-').replace(/^-/, '')
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="figures-${file}.csv"`)
    .serializer((data: unknown) => String(data))
    .send(csvOf(table))
}

/** Remembered answers are given many times: each passes its fence and is written once. */
const written = new WeakMap<object, string>()

function sendJson(route: Route, reply: FastifyReply, answer: object): FastifyReply {
  let text = written.get(answer)
  if (text === undefined) {
    text = JSON.stringify(route.answer.parse(answer))
    written.set(answer, text)
  }
  return reply
    .type('application/json; charset=utf-8')
    .serializer((data: unknown) => String(data))
    .send(text)
}

function prefersCsv(accept: string | undefined): boolean {
  return accept !== undefined && /text\/csv/.test(accept) && !/application\/json/.test(accept)
}

function tagOf(path: string): string {
  return path.split('/')[1]!.replace('.csv', '')
}
