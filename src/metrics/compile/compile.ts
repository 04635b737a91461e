import type { Dialect } from '../../store/dialect.ts'
import { join, name, raw, sql, type Sql } from '../../store/sql.ts'
import type { Level, Metric, Progress } from '../define.ts'
import type { Dimension } from '../dimensions/dimension.ts'
import { relations } from '../relations.ts'
import { elapsedStatement, flowStatement } from './flow.ts'
import { levelPeople, levelStatement } from './level.ts'
import { progressStatement } from './progress.ts'
import type { Question } from './question.ts'
import { retentionStatement } from './retention.ts'
import { rollingStatement } from './rolling.ts'
import { stateStatement } from './state.ts'

/**
 * Compiles one metric into one statement. Levels, progress and rolling counts come as changes, to be summed up in
 * order; ratios are two metrics and have no statement of their own.
 */
export function compile(metric: Metric, question: Question, dialect: Dialect): Sql {
  const cells = sql`select * from (${statementOf(metric, { question, dialect })}) as cell`
  return sql`${relations}${named(cells, question.by)}`
}

/** Compiles how many learners stand behind a level, which its changes do not tell. */
export function compilePeople(metric: Metric, measure: Level | Progress, question: Question): Sql {
  const cells = levelPeople(metric, measure, question)
  return sql`${relations}${named(sql`select * from (${cells}) as cell`, question.by)}`
}

function statementOf(
  metric: Metric,
  on: { readonly question: Question; readonly dialect: Dialect },
): Sql {
  const { measure } = metric
  switch (measure.kind) {
    case 'flow':
      return flowStatement(metric, measure, on)
    case 'level':
      return levelStatement(metric, measure, on.question)
    case 'rolling':
      return rollingStatement(metric, measure, on.question)
    case 'state':
      return stateStatement(metric, measure, on)
    case 'retention':
      return retentionStatement(metric, on.question)
    case 'progress':
      return progressStatement(metric, on.question)
    case 'quantile':
      return elapsedStatement(metric, measure, on)
    case 'ratio':
      throw new RangeError(`${metric.name} is answered by two metrics`)
  }
}

/** Replaces ids of groups by the texts that people know. */
function named(cells: Sql, by: readonly Dimension[]): Sql {
  const texts = by.flatMap((d, i) =>
    d.table === null ? [] : [sql`${name(`n${i}`, 'text')} as ${name(`g${i}`)}`],
  )
  const joins = by.flatMap((d, i) =>
    d.table === null
      ? []
      : [
          sql`left join ${name(d.table)} as ${name(`n${i}`)} on ${name(`n${i}`, 'id')} = cell.${name(`g${i}`)}`,
        ],
  )
  const list = texts.length === 0 ? raw('cell.*') : sql`cell.* replace (${join(texts)})`
  return sql`select ${list} from (${cells}) as cell ${join(joins, ' ')}`
}
