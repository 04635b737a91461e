import { afterAll, describe, expect, test } from 'vitest'
import { demand, NOBODY } from '../src/access/permission.ts'
import { METRICS } from '../src/metrics/catalogue.ts'
import { sharedCampus } from './support/shared.ts'

const campus = await sharedCampus()
const closed = await sharedCampus({
  FIGURES_HOST: '0.0.0.0',
  FIGURES_URL: 'https://figures.example.org/base',
})
afterAll(async () => {
  await campus.close()
  await closed.close()
})

async function get(url: string, headers: Record<string, string> = {}, of = campus) {
  const answer = await of.service.app.inject({
    url: `/api/v2${url}`,
    headers: { host: 'localhost', ...headers },
  })
  const json = answer.headers['content-type']?.includes('json') === true
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: json ? answer.json() : undefined,
  }
}

async function post(
  url: string,
  payload: object,
  headers: Record<string, string> = {},
  of = campus,
) {
  const answer = await of.service.app.inject({
    method: 'POST',
    url: `/api/v2${url}`,
    payload,
    headers: { host: 'localhost', ...headers },
  })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    body: answer.headers['content-type']?.includes('json') === true ? answer.json() : undefined,
  }
}

const week = 'from=2026-11-16&to=2026-11-23&zone=UTC'

describe('metrics and query', () => {
  test('the catalogue names every metric with its definition', async () => {
    const { body } = await get('/metrics')
    expect(body.metrics.map((m: { name: string }) => m.name)).toEqual(METRICS.map((m) => m.name))
    for (const m of body.metrics) expect(m.doc.length).toBeGreaterThan(60)
  })

  test('GET and POST give the same answer, with its context', async () => {
    const asked = await get(`/query?metrics=active_learners,new_enrollments&grain=day&${week}`)
    const sent = await post('/query', {
      metrics: ['active_learners', 'new_enrollments'],
      grain: 'day',
      from: '2026-11-16',
      to: '2026-11-23',
      zone: 'UTC',
    })
    expect(asked.status).toBe(200)
    expect(asked.body).toEqual(sent.body)
    expect(asked.body.rows).toHaveLength(7)
    expect(asked.body.period).toEqual({
      from: '2026-11-16',
      to: '2026-11-23',
      zone: 'UTC',
      weekStart: 'monday',
      partial: true,
    })
    expect(asked.body.rows.at(-1)).toMatchObject({
      time: '2026-11-22',
      active_learners_state: 'incomplete',
    })
    expect(asked.body.metrics[0]).toMatchObject({
      name: 'active_learners',
      asOf: '2026-11-22T11:00:00.000Z',
      source: 'campus',
      exactFrom: null,
    })
  })

  test('who people are is not told by the day, of a day, or by too many things at once', async () => {
    const ask = (more: string) => get(`/query?metrics=active_learners&zone=UTC&${more}`)
    const whole = 'from=2026-10-01&to=2026-11-01'
    for (const [more, remedy] of [
      [`by=country&grain=day&${whole}`, 'by week, month or for the whole period'],
      ['gender=m&from=2026-10-01&to=2026-10-05', 'more than 2026-10-01 to 2026-10-05'],
      [`by=country,gender&age_band=18-24&${whole}`, 'at most two of country'],
    ]) {
      const answer = await ask(more!)
      expect(answer.status).toBe(400)
      expect(answer.body.detail).toContain(remedy)
    }
    expect((await ask(`by=gender&${whole}`)).status).toBe(200)
  })

  test('weeks begin on the day that the only site has them begin on', async () => {
    const own = await sharedCampus({ FIGURES_WEEK_START: 'monday,vela-motors.example=sunday' })
    const times = async (more: string): Promise<unknown> => {
      const url = `/api/v2/query?metrics=active_learners&grain=week&${week}${more}`
      const answer = await own.service.app.inject({ url, headers: { host: 'localhost' } })
      const body = answer.json<{ period: { weekStart: string }; rows: { time: string }[] }>()
      return [body.period.weekStart, ...body.rows.map((r) => r.time)]
    }
    expect(await times('')).toEqual(['monday', '2026-11-16'])
    expect(await times('&site=vela-motors.example')).toEqual(['sunday', '2026-11-15', '2026-11-22'])
    await own.close()
    await expect(sharedCampus({ FIGURES_WEEK_START: 'friday' })).rejects.toThrow(
      /FIGURES_WEEK_START is wrong: expected monday, saturday or sunday, alone or as site=day/,
    )
  })

  test('as many in all sites as the sum over courses of what is additive', async () => {
    const total = await get(`/query?metrics=new_enrollments&${week}`)
    const split = await get(`/query?metrics=new_enrollments&by=course&${week}`)
    const sum = split.body.rows.reduce(
      (n: number, r: { new_enrollments: number }) => n + r.new_enrollments,
      0,
    )
    expect(total.body.rows[0].new_enrollments).toBe(sum)
    expect(split.body.labels.course['course-v1:Vela+ONB101+self']).toBe('Onboarding 101')
  })

  test('the zone of the only site counts where none is asked', async () => {
    const { body } = await get('/query?metrics=active_learners&site=surya-homes.example')
    expect(body.period.zone).toBe('Asia/Kolkata')
    expect((await get('/query?metrics=active_learners')).body.period.zone).toBe('UTC')
  })

  test("a course's key may come with blanks for plus signs", async () => {
    const { body } = await get(
      `/query?metrics=enrollments&course=course-v1:Vela+ONB101+self&${week}`,
    )
    expect(body.rows[0].enrollments).toBeGreaterThan(0)
  })

  test('CSV by suffix and by Accept, with the state of every metric', async () => {
    const bySuffix = await get(`/query.csv?metrics=active_learners&by=site&grain=day&${week}`)
    const byAccept = await get(`/query?metrics=active_learners&by=site&grain=day&${week}`, {
      accept: 'text/csv',
    })
    expect(bySuffix.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(bySuffix.text).toBe(byAccept.text)
    const lines = bySuffix.text.split('\r\n')
    expect(lines[0]).toBe('\uFEFFsite,time,active_learners,active_learners_state')
    expect(lines).toHaveLength(1 + 3 * 7 + 1)
  })

  test('an answer comes page by page, searched, in one order', async () => {
    const asked = '/query?metrics=enrollments,active_learners&by=course&sort=-enrollments'
    const whole = (await get(asked)).body
    expect(whole).toMatchObject({ total: whole.rows.length, next: null })
    const first = (await get(`${asked}&limit=4`)).body
    expect(first).toMatchObject({ total: whole.total, next: expect.any(String) })
    expect(Object.keys(first.labels.course)).toHaveLength(4)
    const rest = (await get(`${asked}&limit=500&after=${first.next}`)).body
    expect(rest.next).toBeNull()
    expect([...first.rows, ...rest.rows]).toEqual(whole.rows)
    const found = (await get(`${asked}&search=SAFETY`)).body
    expect(new Set(Object.values(found.labels.course))).toEqual(
      new Set(['Food safety', 'High-voltage safety']),
    )
    expect(found.total).toBe(2)
    const table = (await get(`/query.csv${asked.slice(6)}&search=SAFETY`)).text
    expect(table.trim().split('\r\n')).toHaveLength(3)
    const other = await get(`/query?metrics=enrollments&by=course&after=${first.next}`)
    expect(other.body.detail).toBe('Ask without `after`, or with sort=-enrollments as before.')
  })

  test.each([
    ['/query?metrics=activ_learners', 'unknown-metric', /Did you mean active_learners/],
    ['/query?metrics=active_learners&by=corse', 'unknown-dimension', /Did you mean course/],
    ['/query?metrics=active_learners&form=2026-01-01', 'unknown-parameter', /Did you mean from/],
    ['/query?metrics=active_learners&grain=year', 'invalid-query', /docs/],
    ['/query?metrics=active_learners&zone=Mars', 'unknown-zone', /IANA/],
    ['/query?metrics=active_learners&from=2026-02-30&to=2026-03-05', 'bad-date', /YYYY-MM-DD/],
    [
      '/query?metrics=active_learners&from=2026-03-05&to=2026-03-05',
      'empty-period',
      /first day after/,
    ],
    [
      '/query?metrics=active_learners&course=course-v1:Vela%2BONB102%2Bself',
      'unknown-value',
      /Did you mean course-v1:Vela/,
    ],
    ['/query?metrics=registered_accounts&by=course', 'unfit-dimension', /It can by: site/],
    ['/query?metrics=courses&grain=day', 'unfit-grain', /It has: all/],
    ['/query?metrics=active_learners&sort=-enrollments', 'unknown-sort', /active_learners/],
    ['/query?metrics=active_learners&limit=many', 'invalid-query', /docs/],
    ['/query?metrics=active_learners&search=safety', 'unfit-search', /by=course/],
    ['/query?metrics=active_learners&by=course&after=page-2', 'invalid-cursor', /`next`/],
    ['/query', 'invalid-request', /docs/],
  ])('%s is refused with what is allowed', async (url, code, remedy) => {
    const { status, headers, body } = await get(url)
    expect(status).toBe(400)
    expect(headers['content-type']).toContain('application/problem+json')
    expect(body.type).toBe(`about:blank#${code}`)
    expect(body.detail).toMatch(remedy)
  })
})

describe('courses and sources', () => {
  test('pages by cursor and finds by words', async () => {
    const first = await get('/courses?limit=5')
    expect(first.body.courses).toHaveLength(5)
    const second = await get(`/courses?limit=500&after=${encodeURIComponent(first.body.next)}`)
    expect(second.body.next).toBeNull()
    const keys = [...first.body.courses, ...second.body.courses].map((c: { key: string }) => c.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(
      (await get('/courses?search=onboarding')).body.courses.map((c: { name: string }) => c.name),
    ).toEqual(['Onboarding 101'])
  })

  test('one course by its encoded key', async () => {
    const { body } = await get('/courses/course-v1%3AVela%2BONB101%2Bself')
    expect(body).toMatchObject({
      name: 'Onboarding 101',
      pacing: 'self_paced',
      state: 'running',
      organizations: ['Vela'],
      sites: ['vela-motors.example'],
      // One instructor of the organization, one of its staff; its beta testers are learners.
      team: 2,
      listed: true,
    })
    expect((await get('/courses/course-v1%3ANo%2BSuch%2BCourse')).status).toBe(404)
  })

  test('sources say how fresh they are', async () => {
    const { body } = await get('/sources')
    expect(body.sources[0]).toMatchObject({
      name: 'campus',
      state: 'fresh',
      readAt: '2026-11-22T11:00:00.000Z',
      lagSeconds: 0,
    })
  })

  test('health', async () => {
    expect((await get('/health/live')).body).toEqual({ live: true })
    expect((await get('/health/ready')).body).toEqual({ ready: true, reason: null })
  })

  test('an unknown path names a near one', async () => {
    const { status, body } = await get('/cuorses')
    expect(status).toBe(404)
    expect(body.detail).toContain('/courses')
  })

  test('documentation is served from here', async () => {
    const { body } = await get('/openapi.json')
    expect(Object.keys(body.paths)).toContain('/api/v2/query')
    expect(body.components.schemas.Answer).toBeDefined()
    const page = await get('/docs')
    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/src="https?:/)
  })
})

describe('who may ask', () => {
  test('a foreign host and a foreign origin are refused, in the demo too', async () => {
    expect((await get('/metrics', { host: 'attacker.example' })).status).toBe(421)
    expect((await get('/metrics', { origin: 'https://attacker.example' })).status).toBe(403)
    expect((await get('/metrics', { origin: 'http://localhost:1234' })).status).toBe(200)
  })

  test('the demo lets nobody operate', async () => {
    expect((await post('/sources/read', {})).status).toBe(403)
    expect((await post('/tokens', { label: 'x' })).status).toBe(403)
    expect((await post('/backup', { file: '/tmp/x' })).status).toBe(403)
  })

  test('beyond loopback a token is needed; it works as header and as cookie until it is revoked', async () => {
    expect((await get(`/query?metrics=enrollments`, {}, closed)).status).toBe(401)
    expect((await get('/session', {}, closed)).body).toMatchObject({ signedIn: false, sites: [] })
    const operator = { authorization: `Bearer ${closed.service.localToken}` }
    const made = (await post('/tokens', { label: 'report' }, operator, closed)).body
    expect((await get('/metrics', { authorization: `Bearer ${made.token}` }, closed)).status).toBe(
      200,
    )
    const signed = await post('/session', { token: made.token }, {}, closed)
    const cookie = String(signed.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly; Secure; SameSite=Strict/)
    expect((await get('/metrics', { cookie: cookie.split(';')[0]! }, closed)).status).toBe(200)
    const listed = (await get('/tokens', operator, closed)).text
    expect(listed).toContain('report')
    expect(listed).not.toContain(made.token)
    const gone = await closed.service.app.inject({
      method: 'DELETE',
      url: `/api/v2/tokens/${made.id}`,
      headers: { host: 'localhost', ...operator },
    })
    expect(gone.statusCode).toBe(200)
    expect((await get('/metrics', { authorization: `Bearer ${made.token}` }, closed)).status).toBe(
      401,
    )
    expect((await get('/metrics', { cookie: cookie.split(';')[0]! }, closed)).status).toBe(401)
    expect((await post('/session', { token: made.token }, {}, closed)).status).toBe(401)
  })

  test('under a path prefix, whether a proxy takes it away or not', async () => {
    const answer = await closed.service.app.inject({
      url: '/base/api/v2/health/live',
      headers: { host: 'figures.example.org' },
    })
    expect(answer.statusCode).toBe(200)
  })

  test('nobody may do what needs a caller', () => {
    expect(() => demand('mayRead', NOBODY)).toThrow('A token is needed')
    expect(() => demand('mayOperate', { ...NOBODY, kind: 'reader' })).toThrow('may not do that')
  })
})
