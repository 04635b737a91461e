import type { ApiTokens } from '../access/tokens.ts'
import type { Checks } from '../ingest/checks.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { KnowledgeKeeper } from '../ingest/knowledge.ts'
import type { Platform } from '../ingest/platform.ts'
import type { SavedReports } from '../reports/reports.ts'
import type { Brand } from '../contract/brand.ts'
import type { Effects } from '../kernel/effects.ts'
import type { WeekStart } from '../kernel/time.ts'
import type { MetricCatalogue } from '../metrics/catalogue.ts'
import type { AnswerCache } from '../metrics/cache.ts'
import type { QuietDays } from '../metrics/compile/question.ts'
import type { Store } from '../store/store.ts'

/** What the routes work with; made by the service. */
export interface ApiDeps {
  readonly store: Store
  readonly ingest: Ingest
  readonly checks: Checks
  readonly knowledge: KnowledgeKeeper
  readonly catalogue: MetricCatalogue
  readonly answers: AnswerCache
  readonly tokens: ApiTokens
  readonly reports: SavedReports
  readonly platform: Platform
  readonly effects: Effects
  readonly settings: ApiSettings
}

export interface ApiSettings {
  readonly version: string
  /** Zone of queries that name none and span several sites. */
  readonly zone: string
  /** Day that weeks begin on, at a site or where there are several. */
  readonly weekStarts: (site: string | null) => WeekStart
  /** When a learner who does nothing counts as at risk, and as lapsed. */
  readonly quiet: QuietDays
  /** The fewest learners that a value split by what is known of persons may stand for. */
  readonly smallestGroup: number
  /** Whoever reaches the address may read: the campus on loopback. */
  readonly open: boolean
  /** Token of the command line, from service.json. */
  readonly localToken: string
  /** Names by which the service may be called, without port. */
  readonly hosts: readonly string[]
  /** Path under which a proxy shows the service; empty or beginning with a slash. */
  readonly prefix: string
  /** The public address is https: cookies are then sent over https only. */
  readonly secure: boolean
  readonly brands: Brands
  /** Folder of the built page; undefined where only the API is wanted. */
  readonly web: string | undefined
}

/** How the pages are signed: of the whole platform, and of sites that have a brand of their own. */
export interface Brands {
  readonly whole: Brand
  /** By the keys of the sites in lower case. */
  readonly sites: ReadonlyMap<string, Brand>
  /** Address of the platform's own style sheet, with Paragon's variables. */
  readonly theme: string | null
}
