import type { Progress } from '../ingest/run.ts'
import type { Terminal } from './ask.ts'

const LINE_EVERY_MS = 3000

/** Shows how long work comes along: one rewritten line on a terminal, a line every few seconds elsewhere. */
export function progressOn(terminal: Terminal): { show(p: Progress): void; end(): void } {
  let last = 0
  let drawn = false
  return {
    show(progress) {
      if (terminal.interactive) {
        terminal.err(`\r\u001b[2K${lineOf(progress)}`)
        drawn = true
        return
      }
      if (terminal.now() - last < LINE_EVERY_MS) return
      last = terminal.now()
      terminal.err(`${lineOf(progress)}\n`)
    },
    end() {
      if (drawn) terminal.err('\r\u001b[2K')
      drawn = false
    },
  }
}

/** `lms-database activity: 120,000 of 2,000,000 rows, 95,000 rows/s, 20 s left`. */
export function lineOf(progress: Progress): string {
  const { source, part, rows, total, seconds } = progress
  const rate = seconds > 0 ? rows / seconds : 0
  const count = rows.toLocaleString('en-US')
  const of =
    total === undefined ? `${count} rows` : `${count} of ${total.toLocaleString('en-US')} rows`
  const speed = rate > 0 ? `, ${Math.round(rate).toLocaleString('en-US')} rows/s` : ''
  const left =
    total === undefined || rate === 0 ? '' : `, ${durationOf((total - rows) / rate)} left`
  return `${source} ${part}: ${of}${speed}${left}`
}

export function durationOf(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < 90) return `${s} s`
  return s < 5400 ? `${Math.round(s / 60)} min` : `${(s / 3600).toFixed(1)} h`
}
