import { useIntl } from 'react-intl'
import type { Answer } from '../../../contract/query.ts'
import { isClipped, isRunning, numberIn } from '../../app/answer.ts'
import { SparkLine } from '../../charts/SparkLine.tsx'
import { Change } from '../../parts/Change.tsx'
import { Definition } from '../../parts/Definition.tsx'
import { figureText } from '../../parts/words.ts'
import { KEY_METRICS } from './data.ts'
import css from './KeyFigures.module.css'
import { overview } from './messages.ts'

/** What changed, at a glance: each figure with its change and its course over the period. */
export function KeyFigures(props: { totals: Answer; over: Answer | undefined }) {
  const { totals, over } = props
  const intl = useIntl()
  const row = totals.rows[0]
  return (
    <dl className={css.root} aria-label={intl.formatMessage(overview.keyFigures)}>
      {KEY_METRICS.map((name) => {
        const metric = totals.metrics.find((m) => m.name === name)!
        const now = numberIn(row, name)
        const before = numberIn(row, `${name}_previous`)
        return (
          <div key={name} className={css.item}>
            <dt className={css.name}>
              <Definition metric={metric} look="name">
                {metric.label}
              </Definition>
            </dt>
            <dd className={css.value}>{figureText(intl, metric, row)}</dd>
            <dd className={css.change}>
              <Change now={now} before={before} unit={metric.unit} />
              {metric.state === 'unavailable' && intl.formatMessage(overview.notShown)}
            </dd>
            <dd className={css.spark} aria-hidden="true">
              {over !== undefined && (
                <SparkLine
                  points={over.rows.map((r) => ({
                    value: numberIn(r, name),
                    running: isRunning(over, r, name),
                    clipped: isClipped(over, r),
                  }))}
                />
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
