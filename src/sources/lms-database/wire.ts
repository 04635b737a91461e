import { readFileSync } from 'node:fs'
import { connect as connectTcp, type Socket } from 'node:net'
import mysql, { type Connection, type QueryOptions, type SslOptions } from 'mysql2'
import { badRequest, type Problem } from '../../kernel/problem.ts'
import { plain } from './cells.ts'
import type { RowArray } from './connect.ts'
import type { DatabaseAddress, TlsWish } from './address.ts'
import type { Limits } from './limits.ts'
import { problemOf, silentProblem, strangeProblem, unreachableProblem } from './problems.ts'

/** Bytes of a greeting that are there in any version: header, protocol, shortest version, thread, salt. */
const SHORTEST_GREETING = 4 + 1 + 2 + 4 + 8 + 1
const PROTOCOL = 10
const ERROR = 0xff

/** What a connection needs to know besides its address. */
export interface WireOptions {
  readonly limits: Limits
  /** Ends the connection at any moment. */
  readonly signal: AbortSignal
  /** When the server last answered anything, ms; undefined before it ever did. */
  readonly answered: () => number | undefined
  /** Called whenever the server has answered. */
  readonly onAnswer: () => void
}

/**
 * One connection that always ends: each step has a time limit, and whatever fails, the socket is destroyed.
 * The driver alone would wait without limit for a server that accepts and says nothing, and would keep a
 * half-open socket to one that hangs.
 */
export class Wire {
  readonly #socket: Socket
  readonly #connection: Connection
  readonly #address: DatabaseAddress
  readonly #options: WireOptions
  /** Why the connection was given up; whatever is asked later fails for the same reason. */
  #failed: Problem | undefined

  private constructor(
    socket: Socket,
    connection: Connection,
    address: DatabaseAddress,
    options: WireOptions,
  ) {
    this.#socket = socket
    this.#connection = connection
    this.#address = address
    this.#options = options
  }

  /** Connects and signs in, or fails within the limit with nothing left open. */
  static async open(address: DatabaseAddress, options: WireOptions): Promise<Wire> {
    const ssl = sslOf(address.tls, address)
    const deadline = performance.now() + options.limits.connectMs
    const socket = await greeted(address, options, deadline)
    try {
      const connection = mysql.createConnection({
        stream: socket,
        host: address.host,
        port: address.port,
        user: address.user,
        password: address.password,
        charset: 'utf8mb4',
        timezone: 'Z',
        dateStrings: true,
        supportBigNumbers: true,
        rowsAsArray: true,
        connectTimeout: 0,
        ...(ssl === undefined ? {} : { ssl }),
      })
      // Without a listener a lost connection would end the process; the next statement reports it.
      connection.on('error', () => undefined)
      const wire = new Wire(socket, connection, address, options)
      socket.resume()
      const left = deadline - performance.now()
      await wire.#within(left, (done) => connection.connect((error) => done(error)))
      return wire
    } catch (error) {
      socket.destroy()
      throw error
    }
  }

  /** Asks one statement. No byte of an answer within `silenceMs`: the connection is given up. */
  async query<T>(query: QueryOptions, silenceMs = this.#options.limits.silenceMs): Promise<T> {
    return this.#within(silenceMs, (done) => {
      this.#connection.query(query, (error, answer, fields) => {
        // A statement that gives no rows has no columns either.
        const rows = Array.isArray(answer) && query.rowsAsArray !== false
        if (rows) plain(answer as unknown as RowArray[], fields)
        done(error, answer as T)
      })
    })
  }

  /** Takes leave of the server, and waits a little for it to hang up. */
  async close(): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#options.limits.leaveMs)
      socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      this.#connection.end()
    })
    socket.destroy()
  }

  #within<T>(
    silenceMs: number,
    ask: (done: (error: unknown, answer?: T) => void) => void,
  ): Promise<T> {
    const { limits, onAnswer } = this.#options
    const socket = this.#socket
    if (this.#failed !== undefined) return Promise.reject(this.#failed)
    return new Promise<T>((resolve, reject) => {
      const began = performance.now()
      let heard = began
      let bytes = socket.bytesRead
      const fail = (problem: Problem): void => {
        clearInterval(watch)
        reject(problem)
      }
      // Any byte is a sign of life: large answers may take their time.
      const watch = setInterval(
        () => {
          const now = performance.now()
          if (socket.bytesRead > bytes) {
            bytes = socket.bytesRead
            heard = now
            onAnswer()
          }
          if (now - heard < silenceMs && now - began < limits.answerMs) return
          this.#failed = silentProblem(this.#address, this.#options.answered(), silenceMs)
          socket.destroy()
          fail(this.#failed)
        },
        Math.max(10, Math.min(1_000, silenceMs / 10)),
      )
      ask((error, answer) => {
        if (error !== null && error !== undefined) {
          fail(this.#failed ?? problemOf(error, this.#address))
          return
        }
        clearInterval(watch)
        onAnswer()
        resolve(answer as T)
      })
    })
  }
}

/** A socket on which a MySQL server has begun to speak; its words are still to be read. */
async function greeted(
  address: DatabaseAddress,
  options: WireOptions,
  deadline: number,
): Promise<Socket> {
  const socket = connectTcp({ host: address.host, port: address.port, signal: options.signal })
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 30_000)
  try {
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', (error) => reject(problemOf(error, address)))
    })
    await before(deadline, connected, () => unreachableProblem(address))
    const waited = options.limits.connectMs
    const first = await before(deadline, firstBytes(socket, address), () =>
      silentProblem(address, options.answered(), waited),
    )
    if (!isGreeting(first)) throw strangeProblem(address)
    socket.unshift(first)
    return socket
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    throw error
  }
}

/** The first packet of the server, or as much of it as shows that it is none. */
function firstBytes(socket: Socket, address: DatabaseAddress): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let gathered = Buffer.alloc(0)
    const listen = (chunk: Buffer): void => {
      gathered = Buffer.concat([gathered, chunk])
      const whole = gathered.length >= 5 && gathered.length >= 4 + gathered.readUIntLE(0, 3)
      // A stranger's length is any number: what is no greeting is seen by its first bytes.
      if (!whole && (gathered.length < 5 || mayGreet(gathered))) return
      socket.pause()
      leave()
      resolve(gathered)
    }
    const lost = (error: unknown): void => {
      leave()
      reject(gathered.length > 0 ? strangeProblem(address) : problemOf(error, address))
    }
    const closed = (): void => lost(Object.assign(new Error(), { code: 'CLOSED_EARLY' }))
    const leave = (): void => {
      socket.off('data', listen).off('error', lost).off('close', closed)
    }
    socket.on('data', listen).on('error', lost).on('close', closed)
  })
}

/** The first packet has number 0 and holds the protocol's version or an error. */
function mayGreet(bytes: Buffer): boolean {
  const length = bytes.readUIntLE(0, 3)
  return bytes[3] === 0 && (bytes[4] === PROTOCOL || bytes[4] === ERROR) && length < 1_024
}

function isGreeting(bytes: Buffer): boolean {
  if (!mayGreet(bytes)) return false
  if (bytes[4] === ERROR) return bytes.length >= 7
  const version = bytes.indexOf(0, 5)
  return version > 5 && bytes.length >= SHORTEST_GREETING && version + 13 < bytes.length
}

async function before<T>(deadline: number, work: Promise<T>, late: () => Problem): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.max(0, deadline - performance.now()))
  })
  work.catch(() => undefined)
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}

function sslOf({ mode, authority }: TlsWish, address: DatabaseAddress): SslOptions | undefined {
  if (mode === 'off') return undefined
  if (mode === 'unverified') return { rejectUnauthorized: false }
  // A public authority signs for everybody: its certificate must be for this very host.
  if (authority === undefined) return { rejectUnauthorized: true, verifyIdentity: true }
  try {
    return { ca: readFileSync(authority, 'utf8'), rejectUnauthorized: true }
  } catch (error) {
    throw badRequest(
      'no-authority',
      `${address.setting} names an authority by ssl-ca whose file cannot be read.`,
      { remedy: 'Give the path of a PEM file that this process may read.', cause: error },
    )
  }
}
