import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FormattedMessage } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Report } from '../../../contract/report.ts'
import type { Session } from '../../../contract/session.ts'
import { api } from '../../app/api.ts'
import { useCatalogue } from '../../app/catalogue.ts'
import { hrefOf, useView } from '../../app/view.ts'
import { PageLink } from '../../parts/PageLink.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import { report as messages } from './messages.ts'
import { ReportEditor } from './ReportEditor.tsx'
import css from './ReportPage.module.css'
import { ReportSpan } from './ReportSpan.tsx'
import { WidgetView } from './WidgetView.tsx'

/** One saved report: its answers in order, to be read, printed and changed. */
export function ReportPage(props: { session: Session }) {
  const [view] = useView()
  const id = view.report ?? ''
  const saved = useQuery({ queryKey: ['report', id], queryFn: () => api.report(id) })
  const catalogue = useCatalogue()
  const failed = [saved, catalogue].find((q) => q.isError)
  return (
    <>
      <PageLink className={css.back} href={hrefOf(view, { page: 'reports', report: undefined })}>
        <FormattedMessage {...messages.back} />
      </PageLink>
      {failed !== undefined && (
        <ProblemNotice error={failed.error} retry={() => void failed.refetch()} />
      )}
      {saved.data !== undefined && catalogue.data !== undefined && (
        <OneReport
          key={saved.data.id}
          session={props.session}
          saved={saved.data}
          catalogue={catalogue.data}
        />
      )}
    </>
  )
}

function OneReport(props: { session: Session; saved: Report; catalogue: Catalogue }) {
  const { session, saved, catalogue } = props
  const { content } = saved
  const [view] = useView()
  // A report without an answer is one that has just been begun.
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <ReportEditor
        session={session}
        saved={saved}
        catalogue={catalogue}
        onDone={() => setEditing(false)}
      />
    )
  }
  return (
    <>
      <PageTitle>{content.title}</PageTitle>
      <ReportSpan content={content} session={session} />
      <div className={css.actions}>
        <PushButton look="plain" onClick={() => setEditing(true)}>
          <FormattedMessage {...messages.edit} />
        </PushButton>
        <PushButton look="plain" onClick={() => window.print()}>
          <FormattedMessage {...messages.print} />
        </PushButton>
      </div>
      {content.widgets.length === 0 && (
        <p>
          <FormattedMessage
            {...messages.empty}
            values={{
              explore: (
                <PageLink href={hrefOf(view, { page: 'explore', report: undefined })}>
                  <FormattedMessage {...messages.explore} />
                </PageLink>
              ),
            }}
          />
        </p>
      )}
      <div className={css.widgets}>
        {content.widgets.map((widget) => (
          <div key={widget.id} className={css.widget} data-size={widget.size}>
            <WidgetView widget={widget} content={content} session={session} catalogue={catalogue} />
          </div>
        ))}
      </div>
    </>
  )
}
