import { FormattedMessage, useIntl } from 'react-intl'
import type { Catalogue } from '../../../contract/metric.ts'
import type { Widget } from '../../../contract/report.ts'
import { Field } from '../../parts/Field.tsx'
import { Pick } from '../../parts/Pick.tsx'
import { PushButton } from '../../parts/PushButton.tsx'
import { report as messages } from './messages.ts'
import css from './WidgetList.module.css'

const SIZES = ['half', 'full'] as const

/** The answers of a report in their order: named, sized, moved, taken off. */
export function WidgetList(props: {
  widgets: readonly Widget[]
  catalogue: Catalogue
  onChange: (widgets: Widget[]) => void
}) {
  const { widgets, catalogue, onChange } = props
  const intl = useIntl()
  const nameOf = (widget: Widget): string =>
    catalogue.metrics.find((m) => m.name === widget.metric)?.label ?? widget.metric
  const put = (at: number, some: Partial<Widget>): void =>
    onChange(widgets.map((w, i) => (i === at ? { ...w, ...some } : w)))
  const move = (at: number, by: 1 | -1): void => {
    const moved = [...widgets]
    const [widget] = moved.splice(at, 1)
    moved.splice(at + by, 0, widget!)
    onChange(moved)
  }
  if (widgets.length === 0) {
    return (
      <p>
        <FormattedMessage {...messages.noWidgets} />
      </p>
    )
  }
  return (
    <ol className={css.root} aria-label={intl.formatMessage(messages.widgets)}>
      {widgets.map((widget, i) => {
        const title = widget.title === '' ? nameOf(widget) : widget.title
        const named = { title }
        return (
          <li key={widget.id} className={css.item}>
            <Field label={<FormattedMessage {...messages.name} />}>
              <input
                maxLength={120}
                placeholder={nameOf(widget)}
                value={widget.title}
                onChange={(event) => put(i, { title: event.target.value })}
              />
            </Field>
            <span className={css.metric}>{nameOf(widget)}</span>
            <Pick
              label={intl.formatMessage(messages.size)}
              value={widget.size}
              choices={SIZES.map((s) => ({ value: s, label: intl.formatMessage(messages[s]) }))}
              onPick={(size) => put(i, { size: SIZES.find((s) => s === size)! })}
            />
            <PushButton
              look="plain"
              disabled={i === 0}
              aria-label={intl.formatMessage(messages.earlierNamed, named)}
              onClick={() => move(i, -1)}
            >
              <FormattedMessage {...messages.earlier} />
            </PushButton>
            <PushButton
              look="plain"
              disabled={i === widgets.length - 1}
              aria-label={intl.formatMessage(messages.laterNamed, named)}
              onClick={() => move(i, 1)}
            >
              <FormattedMessage {...messages.later} />
            </PushButton>
            <PushButton
              look="plain"
              aria-label={intl.formatMessage(messages.removeNamed, named)}
              onClick={() => onChange(widgets.filter((w) => w !== widget))}
            >
              <FormattedMessage {...messages.remove} />
            </PushButton>
          </li>
        )
      })}
    </ol>
  )
}
