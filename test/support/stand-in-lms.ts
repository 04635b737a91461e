import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A block of a course of the stand-in; what is not said is as the platform has it by default. */
export interface StandInBlock {
  readonly type: string
  readonly children?: readonly string[]
  readonly display_name?: string
  readonly graded?: boolean
  readonly format?: string
  readonly start?: string
  readonly visible_to_staff_only?: boolean
}

export interface StandInCourse {
  readonly root: string
  readonly blocks: Readonly<Record<string, StandInBlock>>
}

/** How the stand-in behaves; tests change it while it runs. */
export interface Behavior {
  clientSecret: string
  /** Seconds that a token lasts. */
  life: number
  /** Releases differ: JWT with everything, Bearer alone, or JWT that the APIs then refuse. */
  tokens: 'jwt' | 'bearer' | 'jwt refused'
  /** Answers of so many requests to come, before any other: status, and `Retry-After` if any. */
  faults: { status: number; retryAfter?: string }[]
  /** The service user is global staff. */
  staff: boolean
  /** `/api/courses/v2/blocks/` exists: since Ironwood. */
  v2: boolean
  /** Path of the host that the LMS lives under; it knows nothing of it. */
  prefix: string
  /** Courses that are answered otherwise. */
  broken: Map<string, (response: ServerResponse) => void>
  /** Instead of a token. */
  token: ((response: ServerResponse) => void) | undefined
  /** Whatever is asked of the APIs is answered so, the token excepted. */
  everything: ((response: ServerResponse) => void) | undefined
  /** What `next` of a page says instead of our own address: an LMS behind a proxy. */
  origin: string | undefined
}

/** An LMS that answers as the platform does, as far as Figures asks it. */
export interface StandInLms {
  readonly url: string
  readonly behavior: Behavior
  readonly courses: Map<string, StandInCourse>
  /** Paths asked for, with status, in order. */
  readonly log: string[]
  /** Forgets all tokens: an operator revoked them. */
  revoke(): void
  close(): Promise<void>
}

const CLIENT = 'figures'

export async function standInLms(now: () => number = Date.now): Promise<StandInLms> {
  const tokens = new Map<string, { until: number; type: 'JWT' | 'Bearer' }>()
  const behavior: Behavior = {
    clientSecret: 'secret of the stand-in',
    life: 3600,
    tokens: 'jwt',
    faults: [],
    staff: true,
    v2: true,
    origin: undefined,
    prefix: '',
    broken: new Map(),
    token: undefined,
    everything: undefined,
  }
  const courses = new Map<string, StandInCourse>()
  const log: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url!, 'http://localhost')
      if (!url.pathname.startsWith(`${behavior.prefix}/`)) {
        log.push(`${request.method} ${url.pathname} outside`)
        send(response, { status: 404, json: undefined })
        return
      }
      url.pathname = url.pathname.slice(behavior.prefix.length)
      const token = url.pathname === '/oauth2/access_token'
      const odd =
        (token ? behavior.token : behavior.everything) ??
        behavior.broken.get(url.searchParams.get('course_id') ?? '')
      if (odd !== undefined) {
        log.push(`${request.method} ${url.pathname}${url.search} odd`)
        odd(response)
        return
      }
      const { status, json, headers } = await answer(request, url)
      log.push(`${request.method} ${url.pathname}${url.search} ${status}`)
      send(response, { status, json, headers })
    })()
  })

  async function answer(request: IncomingMessage, url: URL): Promise<Answered> {
    const fault = behavior.faults.shift()
    if (fault !== undefined) {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
      return { status: fault.status, json: { detail: 'later' }, headers }
    }
    if (url.pathname === '/oauth2/access_token' && request.method === 'POST') {
      return token(new URLSearchParams(await bodyOf(request)))
    }
    if (!isKnown(request.headers.authorization)) {
      return { status: 401, json: { detail: 'Authentication credentials were not provided.' } }
    }
    const page = Number(url.searchParams.get('page') ?? '1')
    const here = `${behavior.origin ?? `http://127.0.0.1:${port()}`}${url.pathname}`
    const items = [...courses.keys()].map((id) => ({ id }))
    const [item, more] = [items.slice(page - 1, page), page < items.length]
    const next = more ? `${here}?page=${page + 1}` : null
    switch (url.pathname) {
      case '/api/courses/v1/courses/':
        return { status: 200, json: { results: item, pagination: { next, count: items.length } } }
      case '/api/team/v0/teams/':
        return {
          status: 200,
          json: { count: items.length, current_page: page, next, results: item },
        }
      case '/api/enrollment/v1/enrollments': {
        const after = Number(atob(url.searchParams.get('cursor') ?? btoa('0')))
        const cursor = after + 1 < items.length ? `${here}?cursor=${btoa(`${after + 1}`)}` : null
        return { status: 200, json: { next: cursor, results: items.slice(after, after + 1) } }
      }
      case '/api/cohorts/v1/cohorts/':
        return { status: 200, json: items }
      case '/api/courses/v2/blocks/':
        return behavior.v2 ? blocks(url) : { status: 404, json: undefined }
      case '/api/courses/v1/blocks/':
        return blocks(url)
      default:
        return { status: 404, json: undefined }
    }
  }

  function blocks(url: URL): Answered {
    const asked = url.searchParams
    if (asked.get('all_blocks') !== 'true' && !asked.has('username')) {
      return {
        status: 400,
        json: { username: ['This field is required unless all_blocks is requested.'] },
      }
    }
    if (!behavior.staff)
      return { status: 403, json: { developer_message: 'User does not have permission.' } }
    const course = courses.get(asked.get('course_id') ?? '')
    if (course === undefined)
      return { status: 404, json: { developer_message: 'Course not found.' } }
    const wanted = (asked.get('requested_fields') ?? '').split(',')
    const shown = Object.entries(course.blocks).map(([id, block]) => {
      const own = Object.entries(block).filter(
        ([k]) => ['type', 'display_name'].includes(k) || wanted.includes(k),
      )
      return [id, { id, ...Object.fromEntries(own) }]
    })
    return { status: 200, json: { root: course.root, blocks: Object.fromEntries(shown) } }
  }

  function token(form: URLSearchParams): Answered {
    if (form.get('grant_type') !== 'client_credentials') {
      return { status: 400, json: { error: 'unsupported_grant_type' } }
    }
    if (form.get('client_id') !== CLIENT || form.get('client_secret') !== behavior.clientSecret) {
      return { status: 401, json: { error: 'invalid_client' } }
    }
    const jwt = form.get('token_type') === 'jwt' && behavior.tokens !== 'bearer'
    const access_token = `token-${tokens.size + 1}`
    const type = jwt ? 'JWT' : 'Bearer'
    tokens.set(access_token, { until: now() + behavior.life * 1000, type })
    return {
      status: 200,
      json: { access_token, expires_in: behavior.life, token_type: type, scope: 'read' },
    }
  }

  function isKnown(header: string | undefined): boolean {
    const [scheme, text] = (header ?? '').split(' ')
    const found = tokens.get(text ?? '')
    if (found === undefined || found.until <= now() || found.type !== scheme) return false
    return !(behavior.tokens === 'jwt refused' && found.type === 'JWT')
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (): number => (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${port()}`,
    behavior,
    courses,
    log,
    revoke: () => tokens.clear(),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

interface Answered {
  readonly status: number
  readonly json: unknown
  readonly headers?: Readonly<Record<string, string>> | undefined
}

function send(response: ServerResponse, { status, json, headers }: Answered): void {
  // Django answers an unknown path with a page for people.
  const type = json === undefined ? 'text/html' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(json === undefined ? '<h1>Page not found</h1>' : JSON.stringify(json))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
