import { unavailable } from '../../kernel/problem.ts'
import { addressOf } from './address.ts'
import { gone, NoAnswer, type Network } from './network.ts'

export interface Credentials {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
}

/** A token is asked for anew so long before the LMS forgets it. */
const BEFORE_END_MS = 60_000
/** What a token lasts when the LMS does not say. */
const USUAL_LIFE_S = 600
/** What a header can hold. */
const TOKEN = /^[\x21-\x7e]{1,16000}$/

/** How the LMS wants to be spoken to: `JWT` since long ago, `Bearer` where an API takes no JWT. */
type Scheme = 'JWT' | 'Bearer'

/** The service account's token, asked for by client credentials and kept in memory while it lasts. */
export class TokenKeeper {
  readonly #credentials: Credentials
  readonly #network: Network
  #scheme: Scheme = 'JWT'
  #known: { readonly header: string; readonly until: number } | undefined

  constructor(credentials: Credentials, network: Network) {
    this.#credentials = credentials
    this.#network = network
  }

  /** The value of the `Authorization` header. */
  async header(): Promise<string> {
    const now = this.#network.now()
    if (this.#known !== undefined && now < this.#known.until) return this.#known.header
    const { token, type, life } = await this.#ask()
    // An LMS that knows no JWT answers with a Bearer token whatever was asked for.
    const scheme = type.toLowerCase() === 'jwt' ? 'JWT' : 'Bearer'
    const header = `${scheme} ${token}`
    this.#known = { header, until: now + life * 1000 - BEFORE_END_MS }
    return header
  }

  /** The token was refused: the next one is new, and of the other kind if it was refused `again`. */
  forget(again: boolean): void {
    this.#known = undefined
    if (again) this.#scheme = this.#scheme === 'JWT' ? 'Bearer' : 'JWT'
  }

  async #ask(): Promise<{ token: string; type: string; life: number }> {
    const { url, clientId, clientSecret } = this.#credentials
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(this.#scheme === 'JWT' ? { token_type: 'jwt' } : {}),
    })
    const address = addressOf(url, '/oauth2/access_token')
    const answer = await this.#network
      .send(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: form.toString(),
      })
      .catch((error: unknown) => {
        throw error instanceof NoAnswer ? gone(address, error) : error
      })
    if (answer.status === 400 || answer.status === 401) {
      throw unavailable('lms-refuses-client', 'The LMS does not accept the client of Figures.', {
        remedy:
          'Check FIGURES_LMS_CLIENT_ID and FIGURES_LMS_CLIENT_SECRET: an OAuth application of the LMS with the grant type client-credentials.',
      })
    }
    const body = (answer.json ?? {}) as {
      access_token?: unknown
      token_type?: unknown
      expires_in?: unknown
    }
    const token = body.access_token
    if (answer.status !== 200 || typeof token !== 'string' || !TOKEN.test(token)) {
      const moved = answer.redirect === undefined ? '' : `, a redirect to ${answer.redirect}`
      throw unavailable('no-token', `The LMS gave no token (status ${answer.status}${moved}).`, {
        remedy:
          'Check that FIGURES_LMS_URL is the address of the LMS itself, with its path if any.',
      })
    }
    const life = Number(body.expires_in)
    return {
      token,
      type: typeof body.token_type === 'string' ? body.token_type : 'Bearer',
      life: Number.isFinite(life) && life > 0 ? life : USUAL_LIFE_S,
    }
  }
}
