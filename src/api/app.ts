import fastifyCompress from '@fastify/compress'
import fastifyCookie from '@fastify/cookie'
import fastifyEtag from '@fastify/etag'
import fastifyHelmet from '@fastify/helmet'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import {
  fastifyZodOpenApiPlugin,
  fastifyZodOpenApiTransformers,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-zod-openapi'
import type { ApiDeps } from './deps.ts'
import { installGuard } from './guard.ts'
import { installProblems, refuseAddress } from './problems.ts'
import { register, type Route } from './route.ts'
import { attentionRoutes } from './routes/attention.ts'
import { courseRoutes } from './routes/courses.ts'
import { healthRoutes } from './routes/health.ts'
import { metricRoutes } from './routes/metrics.ts'
import { operationRoutes } from './routes/operations.ts'
import { queryRoutes } from './routes/query.ts'
import { reportRoutes } from './routes/reports.ts'
import { sessionRoutes } from './routes/session.ts'
import { sourceRoutes } from './routes/sources.ts'
import { installWeb } from './web.ts'

export const API = '/api/v2'

/** Every route of our own API, in the order in which the documentation shows them. */
function routesOf(deps: ApiDeps): readonly Route[] {
  return [
    ...metricRoutes(deps),
    ...queryRoutes(deps),
    ...courseRoutes(deps),
    ...attentionRoutes(deps),
    ...reportRoutes(deps),
    ...sourceRoutes(deps),
    ...healthRoutes(deps),
    ...sessionRoutes(deps),
    ...operationRoutes(deps),
  ]
}

/** Where the platform's style sheet comes from, if one is configured. */
function themeOrigin(theme: string | null): string[] {
  return theme === null ? [] : [new URL(theme).origin]
}

/** Builds the application; it does not listen. `logger` is pino's, or undefined for silence. */
export async function buildApp(
  deps: ApiDeps,
  logger?: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const { prefix } = deps.settings
  const app: FastifyInstance = fastify({
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    // The default request log holds the whole address with its query: filters and keys stay out of logs.
    logController: new LogController({ disableRequestLogging: true }),
    // A key of 255 letters, each of them four bytes that are written as `%XX`.
    routerOptions: { maxParamLength: 4_096, ignoreTrailingSlash: true },
    bodyLimit: 256 * 1024,
    // A link names up to a dozen of the longest values; more are asked for by a body.
    http: { maxHeaderSize: 64 * 1024 },
    frameworkErrors: refuseAddress,
    // A proxy may or may not take the prefix away.
    rewriteUrl: (req) => {
      const url = req.url ?? '/'
      if (prefix === '' || !url.startsWith(prefix)) return url
      const rest = url.slice(prefix.length)
      return rest.startsWith('/') ? rest : `/${rest}`
    },
  })
  app.setValidatorCompiler(validatorCompiler)
  // Compiling all answers takes a third of a second, and a command of the terminal asks for one or none.
  app.setSerializerCompiler((route: Parameters<typeof serializerCompiler>[0]) => {
    let compiled: ReturnType<typeof serializerCompiler> | undefined
    return (answer) => (compiled ??= serializerCompiler(route))(answer)
  })
  const routes = routesOf(deps)
  installProblems(app, [...new Set(routes.map((r) => r.path))])
  await app.register(fastifyCookie)
  installGuard(app, deps)
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        // React sets single properties through the CSSOM; no style element or attribute is needed.
        styleSrc: ["'self'", ...themeOrigin(deps.settings.brands.theme)],
        frameAncestors: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
      },
    },
    // Only the operator knows whether the address is https for good.
    strictTransportSecurity: deps.settings.secure,
  })
  await app.register(fastifyCompress)
  await app.register(fastifyEtag)
  await app.register(fastifyZodOpenApiPlugin)
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Figures',
        version: deps.settings.version,
        description:
          'Analytics for Open edX. Every figure with its definition, zone and freshness.',
        license: { name: 'Apache-2.0' },
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    ...fastifyZodOpenApiTransformers,
  })
  await app.register(
    async (api) => {
      for (const route of routes) register(api, route)
      api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
      await api.register(fastifySwaggerUi, {
        routePrefix: '/docs',
        staticCSP: true,
        uiConfig: { docExpansion: 'list', deepLinking: true },
      })
    },
    { prefix: API },
  )
  if (deps.settings.web !== undefined) await installWeb(app, deps.settings.web)
  return app
}
