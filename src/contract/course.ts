import { z } from 'zod'

export const COURSE = z
  .object({
    key: z.string().meta({ example: 'course-v1:Vela+ONB101+self' }),
    name: z.string().nullable(),
    kind: z.enum(['course', 'library', 'ccx', 'unknown']),
    listed: z.boolean().meta({
      description: 'False for a course known only from what learners did in it.',
    }),
    state: z.enum(['upcoming', 'running', 'ended', 'unlisted']),
    pacing: z.enum(['self_paced', 'instructor_paced', 'unlisted']),
    starts: z.iso.datetime().nullable(),
    ends: z.iso.datetime().nullable(),
    organizations: z.array(z.string()),
    sites: z.array(z.string()),
    team: z.int().nullable().meta({
      description:
        'People on its team, by a role on the course, on the organization in its key or on the platform: they are left out of its figures. null where roles are not shown or have not been read yet.',
    }),
  })
  .meta({ id: 'Course', description: 'A course run.' })
export type Course = z.infer<typeof COURSE>

const PART = z.object({ key: z.string(), name: z.string().nullable() })

export const OUTLINE = z
  .object({
    course: z.string(),
    sections: z.array(PART.extend({ subsections: z.array(PART) })).meta({
      description: 'In order; none where neither structure nor outline of the course is known.',
    }),
  })
  .meta({ id: 'Outline', description: 'Sections and subsections of a course.' })
export type Outline = z.infer<typeof OUTLINE>

export const COURSES = z
  .object({
    courses: z.array(COURSE),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last.' }),
  })
  .meta({ id: 'Courses' })
export type Courses = z.infer<typeof COURSES>
