import { FormattedMessage, useIntl } from 'react-intl'
import type { Course } from '../../../contract/course.ts'
import { hrefOf, type View } from '../../app/view.ts'
import { CourseKey } from '../../parts/CourseKey.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { courses } from '../courses/messages.ts'
import css from './CourseHead.module.css'
import { course as messages } from './messages.ts'

/** What course it is: name, key, dates, pacing, state, whose it is and how many teach it. */
export function CourseHead(props: { view: View; about: Course; course: string; zone: string }) {
  const { about, zone } = props
  const intl = useIntl()
  const facts = [
    about.pacing === 'unlisted' ? null : intl.formatMessage(courses[about.pacing]),
    intl.formatMessage(courses[about.state]),
    datesOf(about),
    about.organizations.join(', '),
    about.sites.join(', '),
    about.team === null ? null : intl.formatMessage(messages.team, { n: about.team }),
  ].filter((fact) => fact !== null && fact !== '')
  return (
    <div className={css.root}>
      <PageLink
        className={css.back}
        href={hrefOf(props.view, { page: 'courses', course: undefined })}
      >
        <FormattedMessage {...messages.back} />
      </PageLink>
      <PageTitle>{about.name ?? props.course}</PageTitle>
      <p className={css.facts}>
        <CourseKey of={props.course} />
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
    </div>
  )

  function datesOf({ starts, ends }: Course): string | null {
    if (starts === null) return intl.formatMessage(messages.noDates)
    const format = new Intl.DateTimeFormat(intl.locale, {
      timeZone: zone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
    return ends === null
      ? intl.formatMessage(messages.from, { from: format.format(Date.parse(starts)) })
      : format.formatRange(Date.parse(starts), Date.parse(ends) - 1)
  }
}
