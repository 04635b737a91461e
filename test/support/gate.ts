import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server on loopback that can be shut, as if the server were gone, and opened again. */
export interface Gate {
  /** The address of a server, through the gate. */
  through(url: string): string
  /** Cuts every connection; whoever comes is refused. */
  shut(): Promise<void>
  open(): Promise<void>
}

export async function gateTo(target: number): Promise<Gate> {
  const sockets = new Set<Socket>()
  const server = createServer((inside) => {
    const outside = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const listen = (at: number): Promise<void> =>
    new Promise((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    through(url) {
      const address = new URL(url)
      address.port = String(port)
      return address.href
    },
    async shut() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
    open: () => listen(port),
  }
}
