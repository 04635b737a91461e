import type { Attention } from '../../contract/attention.ts'
import type { Course, Courses, Outline } from '../../contract/course.ts'
import type { Catalogue } from '../../contract/metric.ts'
import type { ProblemBody } from '../../contract/problem.ts'
import type { Answer } from '../../contract/query.ts'
import type { Report, ReportChange, ReportContent, Reports } from '../../contract/report.ts'
import type { Session } from '../../contract/session.ts'
import type { Check, LastCheck, Sources } from '../../contract/source.ts'

/** What the API answered instead of what was asked: said so that a person can act on it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly remedy: string | undefined

  constructor(body: ProblemBody) {
    super(body.title)
    this.name = 'ApiProblem'
    this.status = body.status
    this.remedy = body.detail
  }
}

/** Relative to the page, so that it works under any path prefix. */
const ROOT = 'api/v2'

interface Request {
  readonly method: 'POST' | 'PUT' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function ask<T>(path: string, init?: Request): Promise<T> {
  const answer = await fetch(`${ROOT}${path}`, {
    ...init,
    headers: { accept: 'application/json', ...init?.headers },
  })
  if (answer.ok) return (await answer.json()) as T
  const type = answer.headers.get('content-type') ?? ''
  if (type.includes('problem+json')) throw new ApiProblem((await answer.json()) as ProblemBody)
  throw new ApiProblem({ type: 'about:blank', title: answer.statusText, status: answer.status })
}

const posted = (body: object, method: 'POST' | 'PUT' = 'POST'): Request => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** A question as the URL of the API writes it. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>

/** A path of the API with what is asked of it. */
function pathOf(path: string, parameters: Parameters): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue
    for (const one of [value].flat()) search.append(name, one)
  }
  return `${path}?${search.toString()}`
}

export const api = {
  session: () => ask<Session>('/session'),
  signIn: (token: string) => ask<Session>('/session', posted({ token })),
  signOut: () => ask<Session>('/session', { method: 'DELETE' }),
  sources: () => ask<Sources>('/sources'),
  lastCheck: () => ask<LastCheck>('/sources/check'),
  check: () => ask<Check>('/sources/check', posted({ refresh: true })),
  metrics: () => ask<Catalogue>('/metrics'),
  courses: (parameters: Parameters) => ask<Courses>(pathOf('/courses', parameters)),
  course: (key: string) => ask<Course>(`/courses/${encodeURIComponent(key)}`),
  outline: (key: string) => ask<Outline>(`/courses/${encodeURIComponent(key)}/outline`),
  query: (parameters: Parameters) => ask<Answer>(pathOf('/query', parameters)),
  address: (parameters: Parameters) => `${ROOT}${pathOf('/query', parameters)}`,
  csv: (parameters: Parameters) => `${ROOT}${pathOf('/query.csv', parameters)}`,
  reports: () => ask<Reports>('/reports'),
  report: (id: string) => ask<Report>(`/reports/${encodeURIComponent(id)}`),
  makeReport: (content: ReportContent) => ask<Report>('/reports', posted(content)),
  changeReport: (id: string, change: ReportChange) =>
    ask<Report>(`/reports/${encodeURIComponent(id)}`, posted(change, 'PUT')),
  copyReport: (id: string, title: string) =>
    ask<Report>(`/reports/${encodeURIComponent(id)}/copy`, posted({ title })),
  removeReport: (id: string) =>
    ask<{ deleted: string }>(`/reports/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  attention: (parameters: Parameters) => ask<Attention>(pathOf('/attention', parameters)),
  attentionCsv: (parameters: Parameters) => `${ROOT}${pathOf('/attention.csv', parameters)}`,
}
