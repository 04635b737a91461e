import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Report, ReportContent } from '../../../contract/report.ts'
import type { Session } from '../../../contract/session.ts'
import { api, ApiProblem } from '../../app/api.ts'
import { usePlaces } from '../../app/choices.ts'
import { go, hrefOf, useView } from '../../app/view.ts'
import { Field } from '../../parts/Field.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { filters } from '../../parts/messages.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import { report as messages } from './messages.ts'
import { PeriodPick } from './PeriodPick.tsx'
import css from './ReportEditor.module.css'
import { WidgetList } from './WidgetList.tsx'

const CONFLICT = 409

/** Changes a report: title, period, site, and its answers: order, names, sizes. */
export function ReportEditor(props: {
  session: Session
  saved: Report
  catalogue: Catalogue
  onDone: () => void
}) {
  const { session, saved, onDone } = props
  const intl = useIntl()
  const [view] = useView()
  const client = useQueryClient()
  const [draft, setDraft] = useState(saved.content)
  const set = (some: Partial<ReportContent>): void => setDraft({ ...draft, ...some })
  const places = usePlaces(session, draft.filter.site)
  const known = (made: Report): void => {
    client.setQueryData(['report', made.id], made)
    void client.invalidateQueries({ queryKey: ['reports'] })
  }
  const save = useMutation({
    mutationFn: () => api.changeReport(saved.id, { revision: saved.revision, content: draft }),
    onSuccess: (made) => {
      known(made)
      onDone()
    },
  })
  const keepCopy = useMutation({
    mutationFn: () => api.makeReport(draft),
    onSuccess: (made) => {
      known(made)
      go(hrefOf(view, { report: made.id }))
    },
  })
  const clash = save.error instanceof ApiProblem && save.error.status === CONFLICT
  return (
    <form
      className={css.root}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <PageTitle>
        <FormattedMessage {...messages.editTitle} values={{ title: saved.content.title }} />
      </PageTitle>
      <div className={css.fields}>
        <Field label={<FormattedMessage {...messages.title} />}>
          <input
            required
            maxLength={120}
            value={draft.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        </Field>
        <PeriodPick period={draft.period} onPick={(period) => set({ period })} />
        <Pick
          label={intl.formatMessage(filters.site)}
          all={intl.formatMessage(filters.allSites)}
          value={draft.filter.site}
          choices={places.sites}
          onPick={(site) => set({ filter: { ...draft.filter, site } })}
        />
        <Pick
          label={intl.formatMessage(filters.organization)}
          all={intl.formatMessage(filters.allOrganizations)}
          value={draft.filter.organization}
          choices={places.organizations}
          onPick={(organization) => set({ filter: { ...draft.filter, organization } })}
        />
      </div>
      <WidgetList
        widgets={draft.widgets}
        catalogue={props.catalogue}
        onChange={(widgets) => set({ widgets })}
      />
      {save.isError && (
        <ProblemNotice
          error={save.error}
          alone
          retry={() => {
            if (!clash) return save.mutate()
            void client.invalidateQueries({ queryKey: ['report', saved.id] })
            onDone()
          }}
        />
      )}
      <div className={css.actions}>
        <PushButton type="submit" disabled={save.isPending}>
          <FormattedMessage {...messages.save} />
        </PushButton>
        {clash && (
          <PushButton look="plain" onClick={() => keepCopy.mutate()}>
            <FormattedMessage {...messages.keepCopy} />
          </PushButton>
        )}
        <PushButton look="plain" onClick={onDone}>
          <FormattedMessage {...messages.cancel} />
        </PushButton>
      </div>
    </form>
  )
}
