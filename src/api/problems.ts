import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemBody } from '../contract/problem.ts'
import { framesOf } from '../kernel/place.ts'
import { asProblem, badRequest, Problem } from '../kernel/problem.ts'
import { suggestion } from '../kernel/suggest.ts'

/** The one place where what was thrown becomes an answer: RFC 9457. */
export function installProblems(app: FastifyInstance, paths: readonly string[]): void {
  const nothingAt = (req: FastifyRequest): Problem => {
    const path = req.url.split('?')[0] ?? ''
    return new Problem('not-found', 404, `There is nothing at ${path.slice(0, 200)}.`, {
      remedy: suggestion(path.replace('/api/v2', ''), paths),
    })
  }
  app.setErrorHandler((error: FastifyError, req, reply) => {
    // Paths with empty or climbing parts are no files of the page, whoever asks.
    if (error.code === 'FST_STATIC_FORBIDDEN_PATH') return send(reply, nothingAt(req))
    const problem = problemOf(error)
    if (problem.status >= 500) {
      const cause = problem.cause instanceof Error ? problem.cause : problem
      // Only where it happened: messages of engines may hold values.
      req.log.error({ code: problem.code, at: framesOf(cause, 3).join(' ') }, 'failed')
    }
    return send(reply, problem)
  })
  app.setNotFoundHandler((req: FastifyRequest, reply) => send(reply, nothingAt(req)))
}

/** What the framework refuses before any route is looked for: an address that is none. */
export function refuseAddress(_error: FastifyError, _req: FastifyRequest, res: FastifyReply): void {
  send(
    res,
    badRequest('invalid-address', 'The address is not understood.', {
      remedy: 'Encode it: `%` as %25, `+` as %2B.',
    }),
  )
}

export function bodyOf(problem: Problem): ProblemBody {
  return {
    type: `about:blank#${problem.code}`,
    title: problem.message,
    status: problem.status,
    ...(problem.remedy === undefined ? {} : { detail: problem.remedy }),
    ...(problem.allowed === undefined ? {} : { allowed: [...problem.allowed] }),
  }
}

function send(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .status(problem.status)
    .type('application/problem+json')
    .serializer((data: unknown) => JSON.stringify(data))
    .send(bodyOf(problem))
}

/** What the framework says of bodies; of one with a forbidden name, too, that it is no JSON. */
const UNREAD_BODIES = ['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']

/** Errors of the framework keep their status; their messages name fields, never values. */
function problemOf(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error.validation !== undefined) {
    const issues = error.validation.map(
      (v) =>
        `${v.instancePath.replace(/^\//, '') || error.validationContext}: ${v.message ?? 'wrong'}`,
    )
    return badRequest('invalid-request', `The request is not understood: ${issues.join('; ')}.`, {
      remedy: 'See /api/v2/docs.',
    })
  }
  if (UNREAD_BODIES.includes(error.code)) {
    return badRequest('invalid-body', 'The body of the request is no JSON that Figures accepts.', {
      remedy: 'Send an object of JSON in which nothing is called `__proto__`.',
    })
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new Problem(error.code.toLowerCase(), error.statusCode, error.message)
  }
  return asProblem(error)
}
