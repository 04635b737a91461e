import { request } from 'node:http'

export interface HttpAnswer {
  readonly status: number
  readonly text: string
}

export interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
}

/**
 * Asks a service of this machine and waits as long as it works. `fetch` gives up when no header has
 * come for five minutes, and comparing a large platform row by row may take longer than that.
 */
export function askHttp(url: string, asked: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { method, headers, body } = asked
    const sent = request(url, { method, headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, text: Buffer.concat(parts).toString('utf8') }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
