import { unavailable } from '../../kernel/problem.ts'
import type { Network } from './network.ts'
import { TokenKeeper, type Credentials } from './token.ts'

/** Answers of the LMS's REST APIs, as its service account may see them. */
export class LmsClient {
  readonly #url: string
  readonly #network: Network
  readonly #tokens: TokenKeeper

  constructor(credentials: Credentials, network: Network) {
    this.#url = credentials.url
    this.#network = network
    this.#tokens = new TokenKeeper(credentials, network)
  }

  get requests(): number {
    return this.#network.sent
  }

  /** The JSON at a path; null when there is nothing (404). */
  async get(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const url = new URL(path, this.#url)
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    // A token may have been revoked, and some APIs of some releases take only one of the two kinds.
    for (let refused = 0; refused < 3; refused++) {
      const authorization = await this.#tokens.header()
      const headers = { authorization, accept: 'application/json' }
      const { status, json } = await this.#network.send(url, { method: 'GET', headers })
      if (status === 401) {
        this.#tokens.forget(refused > 0)
        continue
      }
      if (status === 404) return null
      if (status === 403) throw forbidden(url)
      if (status !== 200 || json === undefined) throw strange(url, status)
      return json
    }
    throw unavailable(
      'lms-refuses-token',
      `The LMS does not accept its own token at ${url.pathname}.`,
      {
        remedy: 'Check the clocks of both machines, and the application of FIGURES_LMS_CLIENT_ID.',
      },
    )
  }

  /**
   * Every item of a list: a page's `results` with `next` inside `pagination` or beside it, by number or by
   * cursor, or a plain array. `next` is followed as it is, on our own address: behind a proxy the LMS may
   * write another scheme or host, which must not be given the token.
   */
  async *all(path: string, parameters: Readonly<Record<string, string>> = {}): AsyncGenerator {
    let page = (await this.get(path, parameters)) as Page | readonly unknown[] | null
    while (page !== null) {
      if (isList(page)) {
        yield* page
        return
      }
      if (!Array.isArray(page.results)) throw strange(new URL(path, this.#url), 200)
      yield* page.results
      const next = page.pagination === undefined ? page.next : page.pagination.next
      if (next == null || next === '') return
      const { pathname, search } = new URL(next, this.#url)
      page = (await this.get(`${pathname}${search}`)) as Page | null
    }
  }
}

interface Page {
  readonly results?: readonly unknown[]
  readonly next?: string | null
  readonly pagination?: { readonly next?: string | null }
}

function isList(page: Page | readonly unknown[]): page is readonly unknown[] {
  return Array.isArray(page)
}

function forbidden(url: URL): Error {
  return unavailable('lms-api-forbidden', `The LMS does not let Figures read ${url.pathname}.`, {
    remedy: 'The user of the OAuth application needs to be global staff (is_staff).',
  })
}

function strange(url: URL, status: number): Error {
  return unavailable(
    'lms-api-strange',
    `The LMS answered strangely at ${url.pathname} (status ${status}).`,
    {
      remedy:
        'Check that FIGURES_LMS_URL is the address of the LMS itself, not of a micro-frontend.',
    },
  )
}
