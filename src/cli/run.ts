import { main } from './main.ts'

/** What bin/figures.mjs calls once the version of Node has been looked at. */
export async function run(): Promise<void> {
  const code = await main(process.argv.slice(2), {
    environment: process.env,
    folder: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stderr.isTTY,
    now: Date.now,
  })
  // `start` goes on; everything else ends when its work is done.
  process.exitCode = code
}
