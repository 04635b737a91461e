import { FormattedMessage, FormattedNumber, useIntl } from 'react-intl'
import type { SourceStatus } from '../../../contract/source.ts'
import { spanText } from '../../app/span.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { Instant } from '../../parts/Definition.tsx'
import { english } from './english.tsx'
import { source as words } from './messages.ts'
import css from './SourceHealth.module.css'

/** One source: how fresh it is, what it cannot see, what it could not use, and its last readings. */
export function SourceHealth(props: { source: SourceStatus }) {
  const { source } = props
  const intl = useIntl()
  const lacking = source.capabilities.filter((c) => !c.available)
  const noted = source.capabilities.flatMap(({ name, note }) =>
    note === undefined ? [] : [{ name, note }],
  )
  return (
    <section className={css.root} aria-labelledby={`source-${source.name}`}>
      <h2 className={css.title} id={`source-${source.name}`}>
        {source.name}
      </h2>
      <p className={css.state} data-state={source.state}>
        <State source={source} />
      </p>
      {source.loading.length > 0 && (
        <p className={css.state}>
          <FormattedMessage
            {...words.older}
            values={{ parts: intl.formatList([...source.loading]) }}
          />
        </p>
      )}
      {source.capabilities.length > 0 && (
        <h3 className={css.part}>
          <FormattedMessage {...(lacking.length === 0 ? words.lacksNone : words.lacks)} />
        </h3>
      )}
      {lacking.length > 0 && (
        <DataTable
          caption={intl.formatMessage(words.lacks)}
          columns={[words.what, words.remedy].map((w) => ({ name: intl.formatMessage(w) }))}
          rows={lacking.map((c) => ({ key: c.name, cells: [c.name, english(c.missing)] }))}
        />
      )}
      {noted.length > 0 && (
        <>
          <h3 className={css.part}>
            <FormattedMessage {...words.notes} />
          </h3>
          <DataTable
            caption={intl.formatMessage(words.notes)}
            columns={[words.what, words.note].map((w) => ({ name: intl.formatMessage(w) }))}
            rows={noted.map(({ name, note }) => ({ key: name, cells: [name, english(note)] }))}
          />
        </>
      )}
      {source.quarantine.length > 0 && (
        <>
          <h3 className={css.part}>
            <FormattedMessage {...words.refused} />
          </h3>
          <DataTable
            caption={intl.formatMessage(words.refused)}
            columns={[
              { name: intl.formatMessage(words.what) },
              { name: intl.formatMessage(words.reason) },
              { name: intl.formatMessage(words.rows), figure: true },
              { name: intl.formatMessage(words.noticed), figure: true },
            ]}
            rows={source.quarantine.map((q) => ({
              key: `${q.part} ${q.reason}`,
              cells: [
                q.part,
                english(q.reason),
                <FormattedNumber key="rows" value={q.rows} />,
                <Instant key="at" at={q.noticed} />,
              ],
            }))}
          />
        </>
      )}
      <h3 className={css.part}>
        <FormattedMessage {...words.runs} />
      </h3>
      <Runs runs={source.runs} />
    </section>
  )
}

function State(props: { source: SourceStatus }) {
  const { source } = props
  const intl = useIntl()
  const time =
    source.readAt === null ? (
      intl.formatMessage(words.never)
    ) : (
      <Instant key="time" at={source.readAt} />
    )
  return (
    <FormattedMessage
      {...words[source.state]}
      values={{
        time,
        lag: spanText(intl, source.lagSeconds ?? 0),
        rows: intl.formatNumber(source.progress?.rows ?? 0),
        part: source.progress?.part ?? source.name,
        problem: english(source.runs.find((r) => r.problem !== null)?.problem ?? ''),
      }}
    />
  )
}

function Runs(props: { runs: SourceStatus['runs'] }) {
  const intl = useIntl()
  return (
    <DataTable
      caption={intl.formatMessage(words.runs)}
      columns={[
        { name: intl.formatMessage(words.began) },
        { name: intl.formatMessage(words.kind) },
        { name: intl.formatMessage(words.rows), figure: true },
        { name: intl.formatMessage(words.changed), figure: true },
        { name: intl.formatMessage(words.statements), figure: true },
        { name: intl.formatMessage(words.took), figure: true },
        { name: intl.formatMessage(words.rate), figure: true },
        { name: intl.formatMessage(words.outcome) },
      ]}
      rows={props.runs.map((run) => {
        const seconds =
          run.ended === null ? null : (Date.parse(run.ended) - Date.parse(run.started)) / 1000
        const number = (n: number): string => intl.formatNumber(Math.round(n))
        return {
          key: run.started,
          cells: [
            <Instant key="at" at={run.started} />,
            run.kind,
            number(run.rows),
            number(run.changed),
            number(run.statements),
            seconds === null ? '' : spanText(intl, seconds),
            seconds === null || seconds < 1 ? '' : number(run.rows / seconds),
            run.problem === null ? (
              <FormattedMessage key="o" {...(seconds === null ? words.running : words.done)} />
            ) : (
              english(run.problem)
            ),
          ],
        }
      })}
    />
  )
}
