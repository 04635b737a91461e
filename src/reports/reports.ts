import { randomBytes } from 'node:crypto'
import {
  REPORT_CONTENT,
  type Report,
  type ReportChange,
  type ReportContent,
  type Reports,
} from '../contract/report.ts'
import { Problem } from '../kernel/problem.ts'
import type { MetricCatalogue } from '../metrics/catalogue.ts'
import { sql } from '../store/sql.ts'
import type { Store, Transaction } from '../store/store.ts'
import { checkReport } from './check.ts'

interface ReportRow {
  readonly [column: string]: string | number | boolean | null
  readonly id: string
  readonly revision: number
  readonly created: number
  readonly changed: number
  readonly content: string
}

/** Saved reports. They hold questions, never figures: who opens one sees what she may see. */
export class SavedReports {
  readonly #store: Store
  readonly #catalogue: MetricCatalogue
  readonly #now: () => number

  constructor(of: { store: Store; catalogue: MetricCatalogue; now: () => number }) {
    this.#store = of.store
    this.#catalogue = of.catalogue
    this.#now = of.now
  }

  /** All reports by title. */
  async list(): Promise<Reports> {
    const rows = await this.#store.query<ReportRow>(
      sql`select id, revision, created, changed, content from report`,
    )
    const reports = rows.map(reportOf).map((r) => ({
      id: r.id,
      title: r.content.title,
      widgets: r.content.widgets.length,
      changed: r.changed,
    }))
    return { reports: reports.sort((a, b) => a.title.localeCompare(b.title)) }
  }

  async get(id: string): Promise<Report> {
    const [row] = await this.#store.query<ReportRow>(
      sql`select id, revision, created, changed, content from report where id = ${id}`,
    )
    if (row === undefined) throw unknownReport(id)
    return reportOf(row)
  }

  async create(content: ReportContent): Promise<Report> {
    checkReport(content, this.#catalogue)
    const id = randomBytes(6).toString('hex')
    const now = this.#now()
    await this.#store.transaction((tx) =>
      tx.run(sql`insert into report (id, revision, created, changed, content)
        values (${id}, 1, ${now}, ${now}, ${JSON.stringify(content)})`),
    )
    return this.get(id)
  }

  /** Puts another content in place of the revision that was seen; nobody's change is lost unseen. */
  async change(id: string, { revision, content }: ReportChange): Promise<Report> {
    checkReport(content, this.#catalogue)
    await this.#store.transaction(async (tx) => {
      const changed = await tx.run(
        sql`update report set content = ${JSON.stringify(content)}, revision = ${revision + 1}, changed = ${this.#now()}
          where id = ${id} and revision = ${revision}`,
      )
      if (changed === 0) throw await this.#refusal(tx, id)
    })
    return this.get(id)
  }

  /** A report like this one, to be changed without changing it. */
  async copy(id: string, title: string): Promise<Report> {
    const { content } = await this.get(id)
    return this.create({ ...content, title })
  }

  async remove(id: string): Promise<void> {
    const gone = await this.#store.transaction((tx) =>
      tx.run(sql`delete from report where id = ${id}`),
    )
    if (gone === 0) throw unknownReport(id)
  }

  async #refusal(tx: Transaction, id: string): Promise<Problem> {
    const [row] = await tx.query(sql`select id from report where id = ${id}`)
    if (row === undefined) return unknownReport(id)
    return new Problem('report-changed', 409, 'Somebody else has changed this report since.', {
      remedy: 'Load it again and make your change anew, or keep yours as a copy.',
    })
  }
}

function unknownReport(id: string): Problem {
  return new Problem('unknown-report', 404, `There is no report '${id}'.`, {
    remedy: 'It may have been deleted: GET /api/v2/reports lists those that there are.',
  })
}

function reportOf(row: ReportRow): Report {
  return {
    id: row.id,
    revision: row.revision,
    created: new Date(row.created).toISOString(),
    changed: new Date(row.changed).toISOString(),
    content: REPORT_CONTENT.parse(JSON.parse(row.content)),
  }
}
