import { afterAll, describe, expect, test } from 'vitest'
import type { Report, ReportContent, Widget } from '../src/contract/report.ts'
import { sharedCampus } from './support/shared.ts'

const campus = await sharedCampus()
const closed = await sharedCampus({ FIGURES_HOST: '0.0.0.0' })
afterAll(async () => {
  await campus.close()
  await closed.close()
})

async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) {
  const answer = await campus.service.app.inject({
    method,
    url: `/api/v2/reports${path}`,
    headers: { host: 'localhost' },
    ...(payload === undefined ? {} : { payload }),
  })
  return { status: answer.statusCode, body: answer.json() }
}

const ACTIVE: Widget = {
  id: 'active',
  title: 'Who learned',
  size: 'full',
  metric: 'active_learners',
  by: null,
  grain: 'day',
  compare: true,
  period: null,
  filter: {},
}
const CONTENT: ReportContent = {
  title: 'Monday',
  period: { name: '7d' },
  filter: { site: 'vela-motors.example' },
  widgets: [ACTIVE],
}

describe('a report', () => {
  test('is saved, listed, changed, copied and deleted', async () => {
    const made = (await ask('POST', '', CONTENT)).body as Report
    expect(made).toMatchObject({ revision: 1, content: CONTENT })
    expect((await ask('GET', `/${made.id}`)).body).toEqual(made)
    const second = { ...ACTIVE, id: 'modes', grain: null, by: 'mode', size: 'half' as const }
    const changed = { ...CONTENT, title: 'Tuesday', widgets: [second, ACTIVE] }
    const after = (await ask('PUT', `/${made.id}`, { revision: 1, content: changed })).body
    expect(after).toMatchObject({ id: made.id, revision: 2, content: changed })
    const copy = (await ask('POST', `/${made.id}/copy`, { title: 'Another' })).body as Report
    expect(copy.content).toEqual({ ...changed, title: 'Another' })
    expect((await ask('GET', '')).body).toEqual({
      reports: [
        { id: copy.id, title: 'Another', widgets: 2, changed: copy.changed },
        { id: made.id, title: 'Tuesday', widgets: 2, changed: after.changed },
      ],
    })
    expect((await ask('DELETE', `/${made.id}`)).body).toEqual({ deleted: made.id })
    expect(await ask('GET', `/${made.id}`)).toMatchObject({
      status: 404,
      body: { type: 'about:blank#unknown-report' },
    })
    expect((await ask('DELETE', `/${made.id}`)).status).toBe(404)
    expect((await ask('GET', `/${copy.id}`)).body.content.widgets).toHaveLength(2)
    await ask('DELETE', `/${copy.id}`)
  })

  test('that somebody else has changed is not overwritten', async () => {
    const { id } = (await ask('POST', '', CONTENT)).body as Report
    const mine = { revision: 1, content: { ...CONTENT, title: 'Mine' } }
    expect((await ask('PUT', `/${id}`, mine)).status).toBe(200)
    const theirs = { revision: 1, content: { ...CONTENT, title: 'Theirs' } }
    expect(await ask('PUT', `/${id}`, theirs)).toMatchObject({
      status: 409,
      body: { type: 'about:blank#report-changed' },
    })
    expect((await ask('GET', `/${id}`)).body.content.title).toBe('Mine')
    await ask('DELETE', `/${id}`)
    expect((await ask('PUT', `/${id}`, mine)).status).toBe(404)
  })

  test.each([
    [
      'a metric that is none',
      { metric: 'active_lerners' },
      /Widget 'Who learned': .*active_lerners/,
    ],
    ['a split that does not fit', { by: 'enrollment_week', grain: null }, /cannot be split by/],
    ['a split over time', { by: 'mode' }, /split by a dimension and shown over time/],
    ['a grain that does not fit', { metric: 'current_enrollments' }, /no grain 'day'/],
    ['a widget without a size', { size: undefined }, /widgets.0.size|size/],
    ['a strange id', { id: 'a b' }, /letters, digits and dashes/],
  ])('with %s is refused, and says where', async (_, change, text) => {
    const refused = await ask('POST', '', { ...CONTENT, widgets: [{ ...ACTIVE, ...change }] })
    expect(refused.status).toBe(400)
    expect(`${refused.body.title} ${refused.body.detail ?? ''}`).toMatch(text)
  })

  test('two widgets of one id, or dates that a named period has not, are refused', async () => {
    const twice = await ask('POST', '', { ...CONTENT, widgets: [ACTIVE, ACTIVE] })
    expect(twice.body.title).toBe("Two widgets have the id 'active'.")
    const dated = await ask('POST', '', {
      ...CONTENT,
      period: { name: '7d', from: '2026-01-01', to: '2026-02-01' },
    })
    expect(dated.status).toBe(400)
    const backwards = await ask('POST', '', {
      ...CONTENT,
      period: { name: 'custom', from: '2026-02-01', to: '2026-01-01' },
    })
    expect(backwards.status).toBe(400)
  })

  test('is for those who may read', async () => {
    for (const method of ['GET', 'POST'] as const) {
      const answer = await closed.service.app.inject({
        method,
        url: '/api/v2/reports',
        headers: { host: 'localhost' },
        ...(method === 'POST' ? { payload: CONTENT } : {}),
      })
      expect(answer.statusCode).toBe(401)
    }
  })
})
