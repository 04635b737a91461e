import { z } from 'zod'
import { COURSE, COURSES, OUTLINE } from '../../contract/course.ts'
import { LONGEST_VALUE } from '../../contract/query.ts'
import { Problem } from '../../kernel/problem.ts'
import { findCourse, listCourses } from '../../metrics/course-list.ts'
import { outlineOf } from '../../metrics/outline.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

const MOST = 500

const LISTING = z
  .object({
    search: z
      .string()
      .max(LONGEST_VALUE)
      .optional()
      .meta({ description: 'Text in the key or the name.' }),
    after: z
      .string()
      .max(LONGEST_VALUE)
      .optional()
      .meta({ description: 'Cursor: `next` of the page before.' }),
    limit: z.coerce.number().int().min(1).max(MOST).default(100),
  })
  .strict()

const KEY = z.object({ key: z.string().meta({ example: 'course-v1:Vela+ONB101+self' }) })

const unknownCourse = (): Problem =>
  new Problem('unknown-course', 404, 'There is no course with this key.', {
    remedy: 'GET /api/v2/courses lists them; encode the key, `+` as %2B.',
  })

export function courseRoutes(deps: ApiDeps): readonly Route[] {
  const who = async (asked: Asked) => {
    const roles = (await deps.knowledge.now()).of('role')
    return {
      scope: asked.caller.scope,
      now: deps.effects.now(),
      teams: roles.available && roles.asOf !== null,
    }
  }
  return [
    {
      method: 'GET',
      path: '/courses',
      permission: 'mayRead',
      summary: 'Courses, in the order of their keys',
      query: LISTING,
      answer: COURSES,
      handle: async (asked: Asked<unknown, z.output<typeof LISTING>>) =>
        listCourses(deps.store, await who(asked), asked.query),
    },
    {
      method: 'GET',
      path: '/courses/:key',
      permission: 'mayRead',
      summary: 'One course',
      params: KEY,
      answer: COURSE,
      handle: async (asked: Asked<{ key: string }>) => {
        const course = await findCourse(deps.store, await who(asked), asked.params.key)
        if (course !== undefined) return course
        throw unknownCourse()
      },
    },
    {
      method: 'GET',
      path: '/courses/:key/outline',
      permission: 'mayRead',
      summary: 'Sections and subsections of a course, in order',
      params: KEY,
      answer: OUTLINE,
      handle: async (asked: Asked<{ key: string }>) => {
        const outline = await outlineOf(deps.store, asked.caller.scope, asked.params.key)
        if (outline !== undefined) return outline
        throw unknownCourse()
      },
    },
  ]
}
