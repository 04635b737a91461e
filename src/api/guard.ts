import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NOBODY, type Caller } from '../access/permission.ts'
import { Problem } from '../kernel/problem.ts'
import { EVERYTHING } from '../metrics/scope.ts'
import type { ApiDeps } from './deps.ts'

export const COOKIE = 'figures_session'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
  }
}

/**
 * Who asks, and whether the request was meant for this service. Host is checked so that a foreign name
 * that resolves to this machine opens nothing; Origin so that no other page can write. In the demo too.
 */
export function installGuard(app: FastifyInstance, deps: ApiDeps): void {
  app.decorateRequest('caller', null as unknown as Caller)
  app.addHook('onRequest', async (req) => {
    checkHost(req, deps)
    checkOrigin(req)
    req.caller = await callerOf(req, deps)
  })
}

function checkHost(req: FastifyRequest, deps: ApiDeps): void {
  const host = nameOf(req.headers.host ?? '')
  if (deps.settings.hosts.includes(host)) return
  throw new Problem('foreign-host', 421, 'This address is not one that Figures serves.', {
    remedy: 'Set FIGURES_URL to the public address of the dashboard.',
  })
}

function checkOrigin(req: FastifyRequest): void {
  const origin = req.headers.origin
  if (origin === undefined) return
  const site = URL.canParse(origin) ? new URL(origin).host : ''
  // A proxy may speak to us by another port; the name must be the one the browser asked for.
  if (nameOf(site) === nameOf(req.headers.host ?? '')) return
  throw new Problem('foreign-origin', 403, 'Another page may not ask Figures in your name.', {
    remedy: 'Programs send no Origin header; use a token.',
  })
}

async function callerOf(req: FastifyRequest, deps: ApiDeps): Promise<Caller> {
  const sent = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
  const token = sent ?? req.cookies[COOKIE]
  if (token !== undefined) {
    if (same(token, deps.settings.localToken)) return { kind: 'operator', scope: EVERYTHING }
    if (await deps.tokens.knows(token)) return { kind: 'reader', scope: EVERYTHING }
    if (sent !== undefined) {
      throw new Problem(
        'unknown-token',
        401,
        'This token is not known; it may have been revoked.',
        {
          remedy: 'Make a new one with `figures token create NAME`.',
        },
      )
    }
  }
  return deps.settings.open ? { kind: 'reader', scope: EVERYTHING } : NOBODY
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}

function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
