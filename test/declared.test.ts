import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { METRICS } from '../src/metrics/catalogue.ts'
import { declaredMetrics } from '../src/metrics/declared.ts'
import type { CampusService } from './support/campus.ts'
import { sharedCampus } from './support/shared.ts'

const EXAMPLE = join(import.meta.dirname, '../examples/metrics.yaml')
const HEAD = `metrics:
  - name: forum_learners
    label: Forum
    doc: Who took part in a forum.
    unit: learners
`
const FLOW = `${HEAD}    fact: activity
    measure: { kind: flow, instant: quarter, distinct: [learner] }
`
const SECOND = `  - name: share
    label: Share
    doc: One over the other.
    unit: learners
`

describe('metrics of the operator', () => {
  test('have the shape of our own', () => {
    const [metric] = declaredMetrics(`${FLOW}    where: { kind: [forum] }\n`, 'm.yaml', METRICS)
    expect(metric).toMatchObject({
      name: 'forum_learners',
      measure: { kind: 'flow', distinct: ['learner'], per: 1 },
      where: { kind: ['forum'] },
      population: 'course',
      needs: ['activity'],
      grains: ['hour', 'day', 'week', 'month', 'all'],
    })
  })

  test('may be ratios of ours and of those above them', () => {
    const text = `${FLOW}${SECOND}    measure: { kind: ratio, of: forum_learners, to: active_learners }\n`
    expect(declaredMetrics(text, 'm.yaml', METRICS)[1]).toMatchObject({ needs: ['activity'] })
  })

  test.each([
    ['no YAML', 'metrics: [', 'line 1'],
    ['an unknown key', `${FLOW}    colour: red\n`, /line 8: metrics\[0\]\.colour: unknown key/],
    [
      'a missing key',
      'metrics:\n  - name: abc\n',
      /line 2: metrics\[0\]\.label: .*expected string/,
    ],
    [
      'no fact',
      `${HEAD}    measure: { kind: flow, instant: quarter }\n`,
      /metrics\[0\]\.fact: expected one of activity/,
    ],
    [
      'a wrong fact',
      `${HEAD}    fact: events\n    measure: { kind: flow, instant: quarter }\n`,
      /line 6: metrics\[0\]\.fact: expected one of activity/,
    ],
    [
      'a wrong kind',
      `${HEAD}    fact: activity\n    measure: { kind: sum }\n`,
      /line 7: metrics\[0\]\.measure\.kind: expected one of flow/,
    ],
    [
      'a wrong column',
      FLOW.replace('instant: quarter', 'instant: hour'),
      /line 7: metrics\[0\]\.measure\.instant: activity has no column hour; use one of quarter/,
    ],
    [
      'a column of another type',
      FLOW.replace('instant: quarter', 'instant: kind'),
      /kind is not a quarter column/,
    ],
    [
      'a wrong value',
      `${FLOW}    where: { kind: [forums] }\n`,
      /line 8: metrics\[0\]\.where\.kind: 'forums' is not one of page/,
    ],
    [
      'a value of a column without fixed ones',
      `${FLOW}    where: { block: [a] }\n`,
      /expected present or absent/,
    ],
    [
      'a wrong dimension',
      `${FLOW}    dimensions: [grade_band]\n`,
      /activity cannot be split by grade_band/,
    ],
    ['an unknown dimension', `${FLOW}    dimensions: [planet]\n`, /line 8: .*expected one of site/],
    [
      'a name of ours',
      FLOW.replace('forum_learners', 'active_learners'),
      /line 2: metrics\[0\]\.name: there is a metric 'active_learners' already/,
    ],
    [
      'a name twice',
      `${FLOW}${FLOW.replace('metrics:\n', '')}`,
      /line 8: metrics\[1\]\.name: there is/,
    ],
    [
      'a ratio of nothing',
      `${FLOW}${SECOND}    measure: { kind: ratio, of: forum_learner, to: active_learners }\n`,
      /did you mean forum_learners\?/,
    ],
    [
      'a key that a ratio has already',
      `${FLOW}${SECOND}    dimensions: [course]\n    measure: { kind: ratio, of: forum_learners, to: active_learners }\n`,
      /line 12: metrics\[1\]\.dimensions: a ratio has this/,
    ],
    ['what cannot be summed', `${FLOW}    additive: true\n`, /line 8: metrics\[0\]\.additive/],
    [
      'a state of acts',
      `${HEAD}    fact: activity\n    measure: { kind: state }\n`,
      /only learner_course has a state/,
    ],
    [
      'no course',
      `${HEAD}    fact: learner\n    measure: { kind: flow, instant: joined }\n`,
      /expected account or none/,
    ],
  ])('%s is named by line and key', (_, text, message) => {
    expect(() => declaredMetrics(text, 'm.yaml', METRICS)).toThrow(message)
  })
})

describe('asked for', () => {
  let campus: CampusService
  beforeAll(async () => {
    campus = await sharedCampus({ FIGURES_METRICS: EXAMPLE })
  })
  afterAll(() => campus.close())

  test('they answer as ours do', async () => {
    const url = '/api/v2/query?metrics=forum_learners,active_learners&from=2026-10-01&to=2026-11-01'
    const answer = await campus.service.app.inject({ url, headers: { host: 'localhost' } })
    const [row] = answer.json<{ rows: Record<string, number>[] }>().rows
    expect(row!['forum_learners']).toBeLessThanOrEqual(row!['active_learners']!)
    const csv = await campus.service.app.inject({
      url: url.replace('/query', '/query.csv'),
      headers: { host: 'localhost' },
    })
    expect(csv.body).toContain('forum_learners,active_learners,forum_learners_state')
  })

  test('each of the example can be asked, and stands in the dictionary', async () => {
    const own = declaredMetrics(readFileSync(EXAMPLE, 'utf8'), 'metrics.yaml', METRICS)
    for (const { name } of own) {
      const url = `/api/v2/query?metrics=${name}&from=2026-10-01&to=2026-11-01&by=course`
      const answer = await campus.service.app.inject({ url, headers: { host: 'localhost' } })
      expect({ name, status: answer.statusCode }).toEqual({ name, status: 200 })
    }
    const all = await campus.service.app.inject({
      url: '/api/v2/metrics',
      headers: { host: 'localhost' },
    })
    const names = all.json<{ metrics: { name: string }[] }>().metrics.map((m) => m.name)
    expect(names.slice(-own.length)).toEqual(own.map((m) => m.name))
  })

  test('a file that is not there stops the start', async () => {
    await expect(sharedCampus({ FIGURES_METRICS: 'nowhere.yaml' })).rejects.toThrow(
      /FIGURES_METRICS names .*nowhere.yaml, which does not exist/,
    )
  })
})
