import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { unavailable } from '../kernel/problem.ts'

/** Serves the built page: hashed assets for good, the page itself always asked anew. */
export async function installWeb(app: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw unavailable('no-page', `The page is not built: ${folder} has no index.html.`, {
      remedy: 'Run: npm run build',
    })
  }
  await app.register(fastifyStatic, {
    root: folder,
    index: ['index.html'],
    preCompressed: true,
    setHeaders: (reply, path) => {
      const forever = path.includes(join(folder, 'assets'))
      reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
