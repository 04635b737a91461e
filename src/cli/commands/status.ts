import type { Loss, Sources, SourceStatus } from '../../contract/source.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { durationOf, lineOf } from '../progress.ts'

/** Says how every source stands. Returns 1 when one is stale or failing, or was never read. */
export async function status(
  terminal: Terminal,
  options: { readonly json?: boolean },
): Promise<number> {
  const found = await atDesk(terminal, async (desk) => ({
    sources: await desk.get<Sources>('/sources'),
    serving: desk.service === undefined,
  }))
  if (options.json === true) terminal.out(`${JSON.stringify(found.sources, null, 2)}\n`)
  else {
    const { platform, kind } = found.sources
    terminal.out(
      `Platform ${platform} (${kind === 'campus' ? 'simulated' : 'LMS'}); the service is ${found.serving ? 'running' : 'not running'}.\n`,
    )
    for (const loss of found.sources.losses) terminal.out(lossText(loss))
    for (const source of found.sources.sources) terminal.out(textOf(source))
  }
  return found.sources.sources.every((s) => s.state === 'fresh') ? 0 : 1
}

function lossText({ commits, since, until, noticed }: Loss): string {
  const when = since === null ? `up to ${until}` : `between ${since} and ${until}`
  return `Missing: ${commits} changes of the store, made ${when} (noticed ${noticed}). Its database or log was damaged, removed or replaced. Figures rereads your LMS; check that tokens and reports of that time are still there.\n`
}

function textOf(source: SourceStatus): string {
  const lines = [`\n${source.name}: ${source.state}`]
  const lag =
    source.lagSeconds === null
      ? 'never read to its end'
      : `read up to ${source.readAt!}, ${durationOf(source.lagSeconds)} ago`
  lines.push(`  ${lag}`)
  if (source.loading.length > 0) {
    lines.push(`  older history still to load: ${source.loading.join(', ')}`)
  }
  if (source.progress !== null) {
    const p = source.progress
    lines.push(`  now: ${lineOf({ source: source.name, ...p, total: p.total ?? undefined })}`)
  }
  for (const run of source.runs.slice(0, 5)) {
    const took =
      run.ended === null
        ? 'cut short or running'
        : durationOf((Date.parse(run.ended) - Date.parse(run.started)) / 1000)
    const counts = `${run.rows.toLocaleString('en-US')} rows, ${run.changed.toLocaleString('en-US')} changes, ${run.statements} statements`
    lines.push(`  ${run.started}  ${run.kind}: ${counts}, ${took}`)
    if (run.problem !== null) lines.push(`    ${run.problem}`)
  }
  for (const c of source.capabilities.filter((c) => !c.available)) {
    lines.push(`  lacks ${c.name}: ${c.missing}`)
  }
  for (const { name, note } of source.capabilities) {
    if (note !== undefined) lines.push(`  note on ${name}: ${note}`)
  }
  for (const q of source.quarantine) {
    lines.push(`  refused in ${q.part}: ${q.rows} rows, ${q.reason}`)
  }
  return `${lines.join('\n')}\n`
}
