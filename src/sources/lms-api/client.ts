import { Problem, unavailable } from '../../kernel/problem.ts'
import { addressOf } from './address.ts'
import { gone, NoAnswer, type Network, type Received, type Tries } from './network.ts'
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

  /**
   * The JSON at a path; null when the API says that there is no such thing (404); undefined when there is no
   * such API. Throws `AnswerProblem` when what came is of no use,
   * and another problem when the LMS will answer nothing at all.
   */
  async get(path: string, parameters: Parameters = {}, tries?: Tries): Promise<unknown> {
    const url = addressOf(this.#url, path)
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
    // A token may have been revoked, and some APIs of some releases take only one of the two kinds.
    for (let refused = 0; refused < 3; refused++) {
      const authorization = await this.#tokens.header()
      const headers = { authorization, accept: 'application/json' }
      const { status, json, redirect } = await this.#send(url, headers, tries)
      if (status === 401) {
        this.#tokens.forget(refused > 0)
        continue
      }
      if (status === 404) return json === undefined ? undefined : null
      if (status === 403) throw forbidden(url)
      if (redirect !== undefined) throw strange(url, `status ${status}, a redirect to ${redirect}`)
      if (status !== 200) throw strange(url, `status ${status}`)
      if (json === undefined) throw strange(url, 'something that is not JSON')
      if (json === null) throw strange(url, 'nothing')
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

  /** The problem of an answer of this path that is no use, though it is JSON. */
  strange(path: string, reason: string): AnswerProblem {
    return strange(addressOf(this.#url, path), reason)
  }

  async #send(
    url: URL,
    headers: Readonly<Record<string, string>>,
    tries: Tries | undefined,
  ): Promise<Received> {
    try {
      return await this.#network.send(url, {
        method: 'GET',
        headers,
        ...(tries === undefined ? {} : { tries }),
      })
    } catch (error) {
      throw error instanceof NoAnswer ? new AnswerProblem(gone(url, error), error) : error
    }
  }

  /**
   * Every item of a list: a page's `results` with `next` inside `pagination` or beside it, by number or by
   * cursor, or a plain array. Of `next` only the parameters are followed, at our own address: behind a proxy
   * the LMS may write another scheme, host or path, which must not be given the token.
   */
  async *all(path: string, parameters: Parameters = {}): AsyncGenerator {
    const url = addressOf(this.#url, path)
    let page = (await this.get(path, parameters)) as Page | readonly unknown[] | null | undefined
    const seen = new Set<string>()
    while (page != null) {
      if (isList(page)) {
        yield* page
        return
      }
      if (!Array.isArray(page.results)) throw strange(url, 'a list without results')
      yield* page.results
      const next: unknown = page.pagination == null ? page.next : page.pagination.next
      if (next == null || next === '') return
      const search = typeof next === 'string' ? searchOf(next, url) : undefined
      if (search === undefined) throw strange(url, 'an odd next page')
      if (seen.has(search)) throw strange(url, 'the same page again')
      seen.add(search)
      page = (await this.get(`${path}${search}`)) as Page | null | undefined
    }
  }
}

type Parameters = Readonly<Record<string, string>>

/** An answer of the LMS that is of no use, which may be so of this one thing alone. */
export class AnswerProblem extends Problem {
  /** What there was instead, in a few words: no text of the answer. */
  readonly reason: string
  readonly answered: boolean
  /** The LMS refuses to show it to us. */
  readonly forbidden: boolean

  constructor(of: Problem, what: { reason: string; answered: boolean; forbidden?: boolean }) {
    super(of.code, of.status, of.message, { remedy: of.remedy })
    this.reason = what.reason
    this.answered = what.answered
    this.forbidden = what.forbidden === true
  }
}

/** The parameters of an address of the LMS, relative or whole; undefined when it is none. */
function searchOf(next: string, url: URL): string | undefined {
  return URL.canParse(next, url.href) ? new URL(next, url).search : undefined
}

interface Page {
  readonly results?: readonly unknown[]
  readonly next?: unknown
  readonly pagination?: { readonly next?: unknown } | null
}

function isList(page: Page | readonly unknown[]): page is readonly unknown[] {
  return Array.isArray(page)
}

function forbidden(url: URL): AnswerProblem {
  return new AnswerProblem(
    unavailable('lms-api-forbidden', `The LMS does not let Figures read ${url.pathname}.`, {
      remedy: 'The user of the OAuth application needs to be global staff (is_staff).',
    }),
    { reason: 'status 403', answered: true, forbidden: true },
  )
}

function strange(url: URL, reason: string): AnswerProblem {
  return new AnswerProblem(
    unavailable('lms-api-strange', `The LMS answered strangely at ${url.pathname} (${reason}).`, {
      remedy:
        'Check that FIGURES_LMS_URL is the address of the LMS itself, not of a micro-frontend.',
    }),
    { reason, answered: true },
  )
}
