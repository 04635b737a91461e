import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { z } from 'zod'
import { BACKED_UP } from '../../contract/health.ts'
import { NEW_TOKEN, TOKENS } from '../../contract/session.ts'
import { badRequest } from '../../kernel/problem.ts'
import type { ApiDeps } from '../deps.ts'
import type { Asked, Route } from '../route.ts'

const SECRET_NOTE =
  'The secret is not in it: keep FIGURES_SECRET (or the secret file) as well, elsewhere. A restored copy needs it.'

/** What the operator does on the machine of the service. */
export function operationRoutes(deps: ApiDeps): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/backup',
      permission: 'mayOperate',
      summary: 'Write a consistent copy of the store to a file of this machine',
      body: z.object({ file: z.string().min(1) }).strict(),
      answer: BACKED_UP,
      table: null,
      handle: async (asked: Asked<unknown, unknown, { file: string }>) => {
        const { file } = asked.body
        if (!isAbsolute(file)) throw badRequest('relative-path', 'The file needs an absolute path.')
        if (existsSync(file)) {
          throw badRequest('file-exists', `${file} exists already.`, {
            remedy: 'Give another name, or remove it first: a backup is never overwritten.',
          })
        }
        if (!existsSync(dirname(file))) {
          throw badRequest('no-folder', `There is no folder ${dirname(file)}.`, {
            remedy: 'Make it first.',
          })
        }
        await deps.store.backup(file)
        return { file, bytes: (await stat(file)).size, note: SECRET_NOTE }
      },
    },
    {
      method: 'GET',
      path: '/tokens',
      permission: 'mayOperate',
      summary: 'Tokens, without their text',
      answer: TOKENS,
      handle: () => deps.tokens.list(),
    },
    {
      method: 'POST',
      path: '/tokens',
      permission: 'mayOperate',
      summary: 'Make a token',
      body: z.object({ label: z.string().min(1).max(100) }).strict(),
      answer: NEW_TOKEN,
      table: null,
      handle: (asked: Asked<unknown, unknown, { label: string }>) =>
        deps.tokens.create(asked.body.label, deps.effects.now()),
    },
    {
      method: 'DELETE',
      path: '/tokens/:id',
      permission: 'mayOperate',
      summary: 'Revoke a token',
      params: z.object({ id: z.string() }),
      answer: TOKENS,
      table: null,
      handle: async (asked: Asked<{ id: string }>) => {
        await deps.tokens.revoke(asked.params.id)
        return deps.tokens.list()
      },
    },
  ]
}
