import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FormattedMessage, useIntl } from 'react-intl'
import { api } from '../../app/api.ts'
import { ELSEWHERE, go, hrefOf, useView } from '../../app/view.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { Instant } from '../../parts/Definition.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { PlainButton } from '../../parts/PlainButton.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import { reports as messages } from './messages.ts'
import css from './Reports.module.css'

/** The saved reports: opened, copied, deleted, or begun. */
export function Reports() {
  const intl = useIntl()
  const [view] = useView()
  const client = useQueryClient()
  const saved = useQuery({ queryKey: ['reports'], queryFn: api.reports })
  const changed = () => client.invalidateQueries({ queryKey: ['reports'] })
  const begin = useMutation({
    mutationFn: () =>
      api.makeReport({
        title: intl.formatMessage(messages.untitled),
        period: { name: '28d' },
        filter: {},
        widgets: [],
      }),
    onSuccess: (made) => {
      void changed()
      go(hrefOf(view, { ...ELSEWHERE, page: 'report', report: made.id }))
    },
  })
  const copy = useMutation({
    mutationFn: (of: { id: string; title: string }) =>
      api.copyReport(of.id, intl.formatMessage(messages.copyOf, { title: of.title }).slice(0, 120)),
    onSuccess: changed,
  })
  const remove = useMutation({ mutationFn: api.removeReport, onSuccess: changed })
  const failed = [begin, copy, remove].find((m) => m.isError)
  return (
    <>
      <PageTitle>
        <FormattedMessage {...messages.title} />
      </PageTitle>
      <p className={css.text}>
        <FormattedMessage
          {...messages.text}
          values={{
            explore: (
              <PageLink href={hrefOf(view, { ...ELSEWHERE, page: 'explore' })}>
                <FormattedMessage {...messages.explore} />
              </PageLink>
            ),
          }}
        />
      </p>
      <PushButton onClick={() => begin.mutate()} disabled={begin.isPending}>
        <FormattedMessage {...messages.begin} />
      </PushButton>
      {saved.isError && <ProblemNotice error={saved.error} retry={() => void saved.refetch()} />}
      {failed !== undefined && (
        <ProblemNotice error={failed.error} retry={() => failed.reset()} alone />
      )}
      {saved.data?.reports.length === 0 && (
        <p className={css.text}>
          <FormattedMessage {...messages.none} />
        </p>
      )}
      {saved.data !== undefined && saved.data.reports.length > 0 && (
        <DataTable
          caption={intl.formatMessage(messages.title)}
          columns={[
            { name: <FormattedMessage {...messages.report} /> },
            { name: <FormattedMessage {...messages.widgets} />, figure: true },
            { name: <FormattedMessage {...messages.changed} /> },
            { name: <FormattedMessage {...messages.actions} /> },
          ]}
          rows={saved.data.reports.map((r) => ({
            key: r.id,
            cells: [
              <PageLink
                key="open"
                href={hrefOf(view, { ...ELSEWHERE, page: 'report', report: r.id })}
              >
                {r.title}
              </PageLink>,
              intl.formatNumber(r.widgets),
              <Instant key="changed" at={r.changed} />,
              <span key="do" className={css.actions}>
                <PlainButton
                  aria-label={intl.formatMessage(messages.copyNamed, { title: r.title })}
                  onClick={() => copy.mutate(r)}
                >
                  <FormattedMessage {...messages.copy} />
                </PlainButton>
                <PlainButton
                  aria-label={intl.formatMessage(messages.removeNamed, { title: r.title })}
                  onClick={() => {
                    const sure = intl.formatMessage(messages.sure, { title: r.title })
                    if (window.confirm(sure)) remove.mutate(r.id)
                  }}
                >
                  <FormattedMessage {...messages.remove} />
                </PlainButton>
              </span>,
            ],
          }))}
        />
      )}
    </>
  )
}
