import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FormattedMessage, useIntl } from 'react-intl'
import type { LastCheck } from '../../../contract/source.ts'
import { api, ApiProblem } from '../../app/api.ts'
import { Instant } from '../../parts/Definition.tsx'
import { Notice } from '../../parts/Notice.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { CheckTables } from './CheckTables.tsx'
import css from './Comparison.module.css'
import { english } from './english.tsx'
import { check as words } from './messages.ts'

const WHILE_RUNNING_MS = 1_000
const EVERY_MS = 30_000

/** The comparison with the tables of the platform: run now, and what the last one found. */
export function Comparison() {
  const client = useQueryClient()
  const last = useQuery({
    queryKey: ['check'],
    queryFn: api.lastCheck,
    refetchInterval: (query) => (query.state.data?.running == null ? EVERY_MS : WHILE_RUNNING_MS),
  })
  const run = useMutation({
    mutationFn: api.check,
    // A proxy may cut a long answer off while the comparison goes on: its end is seen by asking.
    onSettled: () => client.invalidateQueries({ queryKey: ['check'] }),
    onMutate: () => {
      setTimeout(() => void client.invalidateQueries({ queryKey: ['check'] }), 200)
    },
  })
  const running = run.isPending || last.data?.running != null
  // Of one that a proxy cut off, and of one that failed, the outcome tells.
  const isTold = last.data?.at != null && Date.parse(last.data.at) > run.submittedAt
  return (
    <section className={css.root} aria-labelledby="check-title">
      <h2 className={css.title} id="check-title">
        <FormattedMessage {...words.title} />
      </h2>
      <p className={css.text}>
        <FormattedMessage {...words.text} />
      </p>
      <button className={css.now} type="button" disabled={running} onClick={() => run.mutate()}>
        <FormattedMessage {...words.now} />
      </button>
      {last.error instanceof ApiProblem && (
        <ProblemNotice error={last.error} retry={() => void last.refetch()} />
      )}
      {!running && !isTold && run.error !== null && (
        <ProblemNotice alone error={run.error} retry={() => run.mutate()} />
      )}
      <div role="status">{last.data !== undefined && <Outcome last={last.data} />}</div>
      {last.data?.check != null && <CheckTables check={last.data.check} />}
    </section>
  )
}

function Outcome(props: { last: LastCheck }) {
  const { running, at, check, problem } = props.last
  const intl = useIntl()
  if (running !== null) {
    return (
      <p className={css.text}>
        <FormattedMessage {...words.running} values={{ time: intl.formatTime(running) }} />
      </p>
    )
  }
  if (at === null) return null
  const time = <Instant at={at} />
  if (problem !== null) {
    return (
      <Notice tone="broken">
        <FormattedMessage {...words.problem} values={{ time, problem: english(problem) }} />
      </Notice>
    )
  }
  if (check?.agrees === true) {
    return (
      <p className={css.text}>
        <FormattedMessage {...words.agrees} values={{ time }} />
      </p>
    )
  }
  if (check != null && check.doubled.length > 0) {
    return check.doubled.map(({ table, rows }) => (
      <Notice key={table} tone="broken">
        <FormattedMessage {...words.doubled} values={{ time, table, rows }} />
      </Notice>
    ))
  }
  return (
    <Notice tone="broken">
      <FormattedMessage {...words.differs} values={{ time, found: check?.found ?? 0 }} />
    </Notice>
  )
}
