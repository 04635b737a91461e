import { col, type Fact } from './fact.ts'

export const course: Fact = {
  name: 'course_run',
  doc: 'What the platform lists of a course (= course run). Its key stands in the course dimension.',
  columns: {
    course: col.key('course', 'the course'),
    organization: col.nullable(col.key('organization', 'the organization named in the key')),
    name: col.nullable(col.text('display name')),
    starts: col.nullable(col.quarter('start of the run; null when none is set')),
    ends: col.nullable(col.quarter('end of the run; null for a run without an end')),
    self_paced: col.flag('learners go at their own pace'),
    published: col.nullable(
      col.number('changes whenever the course is published; null where nothing tells'),
    ),
  },
  identity: ['course'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform lists the course',
}

export const organization: Fact = {
  name: 'organization_listed',
  doc: 'An organization as the platform lists it. Its short name stands in the dimension.',
  columns: {
    organization: col.key('organization', 'the organization'),
    name: col.nullable(col.text('display name')),
  },
  identity: ['organization'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform lists it',
}

export const site: Fact = {
  name: 'site_listed',
  doc: 'A site of the platform. Its domain stands in the dimension.',
  columns: {
    site: col.key('site', 'the site'),
    name: col.nullable(col.text('display name')),
    zone: col.nullable(col.text('time zone of the site, when it has one of its own')),
    by_default: col.flag('courses and accounts that no other site claims belong here'),
  },
  identity: ['site'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform has the site',
}

/** How the platform spells its enrollment modes. Not kept but in the dimension. */
export const modeListed: Fact = {
  name: 'mode_listed',
  doc: 'An enrollment mode that some course of the platform offers.',
  columns: { mode: col.key('mode', 'the mode') },
  identity: ['mode'],
  merge: 'derived',
  personal: 'none',
  retention: 'not kept',
}

export const courseOrganization: Fact = {
  name: 'course_organization',
  doc: 'A course belongs to an organization by a link, which overrules the one in its key.',
  columns: {
    course: col.key('course', 'the course'),
    organization: col.key('organization', 'the organization'),
  },
  identity: ['course', 'organization'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform has the link',
}

export const courseHome: Fact = {
  name: 'course_home',
  doc: 'The organizations of a course: by link, else the one in its key. Derived.',
  columns: {
    course: col.key('course', 'the course, listed or not'),
    organization: col.key('organization', 'the organization'),
  },
  identity: ['course', 'organization'],
  merge: 'derived',
  personal: 'none',
  retention: 'rebuilt when what it derives from changes',
}

export const courseSite: Fact = {
  name: 'course_site',
  doc: 'The sites of a course: those of its organizations, else the default site. Derived.',
  columns: {
    course: col.key('course', 'the course, listed or not'),
    site: col.key('site', 'the site'),
  },
  identity: ['course', 'site'],
  merge: 'derived',
  personal: 'none',
  retention: 'rebuilt when what it derives from changes',
}

export const organizationSite: Fact = {
  name: 'organization_site',
  doc: 'The courses of an organization belong to a site.',
  columns: {
    organization: col.key('organization', 'the organization'),
    site: col.key('site', 'the site'),
  },
  identity: ['organization', 'site'],
  merge: 'snapshot',
  personal: 'none',
  retention: 'while the platform has the link',
}
