import type { z } from 'zod'
import { SESSION, SIGN_IN, type Session } from '../../contract/session.ts'
import { spelled } from '../../facts/key.ts'
import { Problem } from '../../kernel/problem.ts'
import { sql } from '../../store/sql.ts'
import type { ApiDeps } from '../deps.ts'
import { COOKIE } from '../guard.ts'
import type { Asked, Route } from '../route.ts'

const A_MONTH_S = 30 * 86_400

export function sessionRoutes(deps: ApiDeps): readonly Route[] {
  const { settings } = deps
  const cookie = { path: '/', httpOnly: true, sameSite: 'strict' as const, secure: settings.secure }
  const brandOf = (site: string) => settings.brands.sites.get(spelled('site', site).key) ?? null
  const session = async (signedIn: boolean): Promise<Session> => {
    const sites = await deps.store.query<{ key: string; name: string | null; zone: string | null }>(
      sql`select s.text as key, l.name, l.zone from site_listed as l join site as s on s.id = l.site order by coalesce(l.name, s.text)`,
    )
    return {
      signedIn,
      demo: settings.open,
      platform: deps.platform.platform,
      kind: deps.platform.kind,
      version: settings.version,
      zone: settings.zone,
      brand: settings.brands.whole,
      theme: settings.brands.theme,
      // Names of sites are for those who may read.
      sites: signedIn ? sites.map((s) => ({ ...s, brand: brandOf(s.key) })) : [],
    }
  }
  return [
    {
      method: 'GET',
      path: '/session',
      permission: 'open',
      summary: 'Who am I, and what is this',
      answer: SESSION,
      table: null,
      handle: (asked: Asked) => session(asked.caller.kind !== 'nobody'),
    },
    {
      method: 'POST',
      path: '/session',
      permission: 'open',
      summary: 'Sign in with a token: sets a cookie that no script can read',
      body: SIGN_IN,
      answer: SESSION,
      table: null,
      handle: async (asked: Asked<unknown, unknown, z.infer<typeof SIGN_IN>>) => {
        const token = asked.body.token.trim()
        if (!(await deps.tokens.knows(token))) {
          throw new Problem(
            'unknown-token',
            401,
            'This token is not known; it may have been revoked.',
            {
              remedy: 'Ask the operator for a new one: figures token create NAME',
            },
          )
        }
        asked.reply.setCookie(COOKIE, token, { ...cookie, maxAge: A_MONTH_S })
        return session(true)
      },
    },
    {
      method: 'DELETE',
      path: '/session',
      permission: 'open',
      summary: 'Sign out',
      answer: SESSION,
      table: null,
      handle: async (asked: Asked) => {
        asked.reply.clearCookie(COOKIE, cookie)
        return session(settings.open)
      },
    },
  ]
}
