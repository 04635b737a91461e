import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormattedMessage, useIntl } from 'react-intl'
import type { ReportContent, Widget } from '../../../contract/report.ts'
import { api } from '../../app/api.ts'
import type { Question } from '../../app/question.ts'
import { ELSEWHERE, hrefOf, type View } from '../../app/view.ts'
import { Field } from '../../parts/Field.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import css from './KeepForm.module.css'
import { explore } from './messages.ts'

/** Keeps the answer that is seen on a report: a new one, or one that there is. */
export function KeepForm(props: { question: Question; view: View }) {
  const { question, view } = props
  const intl = useIntl()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const [into, setInto] = useState<string | undefined>()
  const [title, setTitle] = useState('')
  const [name, setName] = useState(intl.formatMessage(explore.keepReportName))
  const saved = useQuery({ queryKey: ['reports'], queryFn: api.reports, enabled: open })
  const keep = useMutation({
    mutationFn: async () => {
      const widget = widgetOf(question, title.trim())
      if (into === undefined) return api.makeReport(newReport(name, view, widget))
      const { revision, content } = await api.report(into)
      // Beside what is there: its period and filters are its own, so that it stays what was seen.
      const id = freeId(content.widgets)
      const own = { ...widget, id, period: periodOf(view), filter: question.filter }
      return api.changeReport(into, {
        revision,
        content: { ...content, widgets: [...content.widgets, own] },
      })
    },
    onSuccess: () => {
      setTitle('')
      void client.invalidateQueries({ queryKey: ['reports'] })
      void client.invalidateQueries({ queryKey: ['report'] })
    },
  })
  const kept = keep.data
  return (
    <details
      className={css.root}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <FormattedMessage {...explore.keep} />
      </summary>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          keep.mutate()
        }}
      >
        <Pick
          label={intl.formatMessage(explore.keepIn)}
          all={intl.formatMessage(explore.keepNew)}
          value={into}
          choices={(saved.data?.reports ?? []).map((r) => ({ value: r.id, label: r.title }))}
          onPick={setInto}
        />
        {into === undefined && (
          <Field label={<FormattedMessage {...explore.keepReport} />}>
            <input
              required
              maxLength={120}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
        )}
        <Field label={<FormattedMessage {...explore.keepTitle} />}>
          <input
            maxLength={120}
            placeholder={question.metric.label}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Field>
        <PushButton type="submit" disabled={keep.isPending}>
          <FormattedMessage {...explore.keepSave} />
        </PushButton>
      </form>
      {keep.isError && <ProblemNotice error={keep.error} retry={() => keep.mutate()} alone />}
      {kept !== undefined && (
        <p role="status">
          <FormattedMessage
            {...explore.kept}
            values={{
              report: (
                <PageLink href={hrefOf(view, { ...ELSEWHERE, page: 'report', report: kept.id })}>
                  {kept.content.title}
                </PageLink>
              ),
            }}
          />
        </p>
      )}
    </details>
  )
}

function widgetOf(question: Question, title: string): Widget {
  return {
    id: 'w-1',
    title,
    size: question.grain === undefined ? 'half' : 'full',
    metric: question.metric.name,
    by: question.dimension?.name ?? null,
    grain: question.grain ?? null,
    compare: question.compare,
    period: null,
    filter: {},
  }
}

/** Tells an answer apart from those that are on the report. */
function freeId(widgets: readonly Widget[]): string {
  let n = widgets.length + 1
  while (widgets.some((w) => w.id === `w-${n}`)) n++
  return `w-${n}`
}

function periodOf(view: View): ReportContent['period'] {
  return view.period === 'custom'
    ? { name: 'custom', from: view.from, to: view.to }
    : { name: view.period }
}

function newReport(title: string, view: View, widget: Widget): ReportContent {
  const { site, organization, course } = view
  return {
    title,
    period: periodOf(view),
    filter: { site, organization, course },
    widgets: [widget],
  }
}
