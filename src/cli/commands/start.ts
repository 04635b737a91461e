import closeWithGrace from 'close-with-grace'
import { loadConfig } from '../../config.ts'
import { refused } from '../../kernel/problem.ts'
import { findPresence } from '../../presence.ts'
import { openService, placeOf, webFolder } from '../../service.ts'
import { processLog, type Terminal } from '../ask.ts'

/** Serves the dashboard and the API, and reads on schedule, until told to stop. */
export async function start(terminal: Terminal): Promise<void> {
  const { environment, folder } = terminal
  const config = await loadConfig(environment, folder)
  const place = placeOf(config, folder)
  const running = await findPresence(place.dataFolder)
  if (running !== undefined) {
    throw refused(
      'already-running',
      `Figures already runs at ${running.address}/ (process ${running.pid}).`,
      {
        remedy: 'Stop that process first.',
      },
    )
  }
  const log = processLog()
  const service = await openService({
    config,
    environment,
    folder,
    effects: { now: terminal.now, log },
    web: webFolder(environment),
    logger: log,
  })
  const address = await service.listen()
  closeWithGrace({ delay: 15_000, logger: false }, async ({ err }) => {
    if (err !== undefined) log.error({ code: err.name }, 'stopped by an error')
    await service.close()
  })
  terminal.out(greeting({ address, place, open: config.lmsDatabase === undefined }))
  service.read()
}

function greeting(of: {
  readonly address: string
  readonly place: { readonly platform: string; readonly dataFolder: string }
  readonly open: boolean
}): string {
  const what = of.open
    ? 'The simulated campus: no LMS is configured. Set FIGURES_LMS_DATABASE_URL to read yours.'
    : `Platform ${of.place.platform}. Make a token for the page: figures token create NAME`
  return `\n  Figures   ${of.address}\n\n  ${what}\n  Data in ${of.place.dataFolder}. Stop with Ctrl-C.\n\n`
}
