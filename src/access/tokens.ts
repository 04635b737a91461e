import { createHash, randomBytes } from 'node:crypto'
import type { NewToken, Tokens } from '../contract/session.ts'
import { Problem } from '../kernel/problem.ts'
import { sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'

/** Tokens for programs and for the page's form. Only their hashes are kept. */
export class ApiTokens {
  readonly #store: Store
  #hashes: ReadonlySet<string> | undefined

  constructor(store: Store) {
    this.#store = store
  }

  async create(label: string, now: number): Promise<NewToken> {
    const token = `fig_${randomBytes(32).toString('base64url')}`
    const id = randomBytes(4).toString('hex')
    await this.#store.transaction((tx) =>
      tx.run(sql`insert into api_token (id, label, hash, created)
        values (${id}, ${label}, ${hashOf(token)}, ${now})`),
    )
    this.#hashes = undefined
    return { id, label, created: new Date(now).toISOString(), token }
  }

  async list(): Promise<Tokens> {
    const rows = await this.#store.query<{ id: string; label: string; created: number }>(
      sql`select id, label, created from api_token order by created`,
    )
    return { tokens: rows.map((r) => ({ ...r, created: new Date(r.created).toISOString() })) }
  }

  async revoke(id: string): Promise<void> {
    const gone = await this.#store.transaction((tx) =>
      tx.run(sql`delete from api_token where id = ${id}`),
    )
    this.#hashes = undefined
    if (gone === 0) {
      throw new Problem('unknown-token', 404, `There is no token '${id}'.`, {
        remedy: '`figures token list` shows their ids.',
      })
    }
  }

  /** Whether a token is one of ours. Compares hashes, so that timing tells nothing of the token. */
  async knows(token: string): Promise<boolean> {
    if (this.#hashes === undefined) {
      const rows = await this.#store.query<{ hash: string }>(sql`select hash from api_token`)
      this.#hashes = new Set(rows.map((r) => r.hash))
    }
    return this.#hashes.has(hashOf(token))
  }
}

export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
