import { createServer as createHttp } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A small server on loopback that does what no database can be made to do. */
export interface Stranger {
  readonly port: number
  /** Connections that are open now. */
  open(): number
  close(): Promise<void>
}

/** Listens and gives each connection to `answer`. */
export function stranger(answer: (socket: Socket) => void): Promise<Stranger> {
  return strangerOf(
    createServer((socket) => {
      socket.on('error', () => undefined)
      answer(socket)
      // What is not read would keep the end of the connection from being noticed.
      socket.resume()
    }),
  )
}

/** A web server: it waits for the client to speak. */
export function webServer(): Promise<Stranger> {
  return strangerOf(createHttp((_, response) => void response.end('a page')))
}

async function strangerOf(server: Server): Promise<Stranger> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** A packet of the MySQL protocol. */
function packet(number: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(payload.length, 0, 3)
  head[3] = number
  return Buffer.concat([head, payload])
}

/** The first packet of a MySQL server, 8.0 by its own word. */
export function greeting(plugin = 'mysql_native_password'): Buffer {
  const low = Buffer.from([0xff, 0xf7, 0x21, 0x02, 0x00, 0xff, 0xdf, 21])
  return packet(
    0,
    Buffer.concat([
      Buffer.from([10]),
      Buffer.from('8.0.36\0'),
      Buffer.from([1, 0, 0, 0]),
      Buffer.from('12345678\0'),
      low,
      Buffer.alloc(10),
      Buffer.from('123456789012\0'),
      Buffer.from(`${plugin}\0`),
    ]),
  )
}

/** What a server says when it refuses; before its greeting without a state. */
export function refusal(number: number, errno: number, message: string): Buffer {
  const code = Buffer.alloc(3)
  code[0] = 0xff
  code.writeUInt16LE(errno, 1)
  return packet(
    number,
    Buffer.concat([code, Buffer.from(number === 0 ? message : `#HY000${message}`)]),
  )
}

/** Asks to sign in by another method. */
export function otherMethod(plugin: string): Buffer {
  return packet(
    2,
    Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${plugin}\0`), Buffer.alloc(21, 7)]),
  )
}
