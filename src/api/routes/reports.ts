import { z } from 'zod'
import {
  REPORT,
  REPORT_CHANGE,
  REPORT_CONTENT,
  REPORTS,
  type ReportChange,
  type ReportContent,
} from '../../contract/report.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

const ID = z.object({ id: z.string().max(40) })
const COPY = z.object({ title: z.string().trim().min(1).max(120) }).strict()

export function reportRoutes({ reports }: ApiDeps): readonly Route[] {
  const one = { path: '/reports/:id', params: ID, answer: REPORT, table: null } as const
  return [
    {
      method: 'GET',
      path: '/reports',
      permission: 'mayRead',
      summary: 'Saved reports, by title',
      answer: REPORTS,
      handle: () => reports.list(),
    },
    {
      method: 'POST',
      path: '/reports',
      permission: 'mayReport',
      summary: 'Save a report',
      body: REPORT_CONTENT,
      answer: REPORT,
      table: null,
      handle: (asked: Asked<unknown, unknown, ReportContent>) => reports.create(asked.body),
    },
    {
      ...one,
      method: 'GET',
      permission: 'mayRead',
      summary: 'One report',
      handle: (asked: Asked<{ id: string }>) => reports.get(asked.params.id),
    },
    {
      ...one,
      method: 'PUT',
      permission: 'mayReport',
      summary: 'Change a report; 409 when somebody else has changed it since',
      body: REPORT_CHANGE,
      handle: (asked: Asked<{ id: string }, unknown, ReportChange>) =>
        reports.change(asked.params.id, asked.body),
    },
    {
      ...one,
      method: 'POST',
      path: '/reports/:id/copy',
      permission: 'mayReport',
      summary: 'Save a copy of a report under another title',
      body: COPY,
      handle: (asked: Asked<{ id: string }, unknown, { title: string }>) =>
        reports.copy(asked.params.id, asked.body.title),
    },
    {
      ...one,
      method: 'DELETE',
      permission: 'mayReport',
      summary: 'Delete a report',
      answer: z.object({ deleted: z.string() }).meta({ id: 'DeletedReport' }),
      handle: async (asked: Asked<{ id: string }>) => {
        await reports.remove(asked.params.id)
        return { deleted: asked.params.id }
      },
    },
  ]
}
