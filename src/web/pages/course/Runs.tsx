import { useQuery } from '@tanstack/react-query'
import { FormattedDate, FormattedMessage, useIntl } from 'react-intl'
import type { Session } from '../../../contract/session.ts'
import { useAnswer } from '../../app/answer.ts'
import { api, type Parameters } from '../../app/api.ts'
import { ELSEWHERE, hrefOf, type View } from '../../app/view.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { figureColumns } from '../../parts/figure-columns.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Section } from '../../parts/Section.tsx'
import { figureText } from '../../parts/words.ts'
import { familyOf } from './family.ts'
import { course as messages } from './messages.ts'

/** This run beside the other runs of the same course, each from its beginning on. */
export function Runs(props: { view: View; session: Session; course: string; asked: Parameters }) {
  const { course } = props
  const family = familyOf(course)
  const listed = useQuery({
    queryKey: ['runs', family],
    queryFn: () => api.courses({ search: family, limit: '50' }),
    enabled: family !== undefined,
  })
  if (listed.data === undefined) {
    return <ProblemNotice error={listed.error} retry={() => void listed.refetch()} />
  }
  const runs = listed.data.courses.filter((c) => familyOf(c.key) === family)
  if (runs.length < 2) return null
  return <RunTable {...props} runs={runs} />
}

function RunTable(props: {
  view: View
  session: Session
  course: string
  asked: Parameters
  runs: readonly { readonly key: string; readonly starts: string | null }[]
}) {
  const { view, runs, course } = props
  const intl = useIntl()
  const keys = runs.map((r) => r.key)
  const parameters = { ...props.asked, by: 'course', course: keys }
  const { data, error, refetch } = useAnswer(parameters, props.session.kind)
  if (data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />
  const newestFirst = runs.toSorted((a, b) => (b.starts ?? '').localeCompare(a.starts ?? ''))
  const compared = hrefOf(view, { ...ELSEWHERE, page: 'compare', by: 'course', items: keys })
  return (
    <Section
      id="runs"
      title={<FormattedMessage {...messages.runsTitle} />}
      subtitle={<FormattedMessage {...messages.runsSubtitle} />}
      note={
        <PageLink href={compared}>
          <FormattedMessage {...messages.runsCompare} />
        </PageLink>
      }
      asOf={data.metrics[0]!.asOf}
      csv={api.csv(parameters)}
      defines={data.metrics}
    >
      <DataTable
        caption={intl.formatMessage(messages.runsTitle)}
        columns={[
          { name: <FormattedMessage {...messages.run} /> },
          { name: <FormattedMessage {...messages.starts} /> },
          ...figureColumns(data.metrics),
        ]}
        rows={newestFirst.map((run) => {
          const row = data.rows.find((r) => r['course'] === run.key)
          const name = run.key.split(/[+/]/).at(-1) ?? run.key
          return {
            key: run.key,
            cells: [
              run.key === course ? (
                <strong key="run">
                  <bdi>{name}</bdi>
                </strong>
              ) : (
                <PageLink key="run" href={hrefOf(view, { course: run.key })}>
                  <bdi>{name}</bdi>
                </PageLink>
              ),
              run.starts === null ? (
                '–'
              ) : (
                <FormattedDate key="starts" value={run.starts} month="short" year="numeric" />
              ),
              ...data.metrics.map((metric) => figureText(intl, metric, row)),
            ],
          }
        })}
      />
    </Section>
  )
}
