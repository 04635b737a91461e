/** A path of the LMS's APIs below the address that it is known by: an LMS may live under a path of its host. */
export function addressOf(base: string, path: string): URL {
  const root = new URL(base)
  return new URL(`${root.origin}${root.pathname.replace(/\/+$/, '')}${path}`)
}
