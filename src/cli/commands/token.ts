import type { NewToken, Tokens } from '../../contract/session.ts'
import { atDesk, type Terminal } from '../ask.ts'
import { textTable } from '../text-table.ts'

export async function createToken(terminal: Terminal, label: string): Promise<void> {
  const made = await atDesk(terminal, (desk) => desk.send<NewToken>('POST', '/tokens', { label }))
  terminal.out(`${made.token}\n`)
  terminal.err(
    `Token ${made.id} for '${made.label}'. It is shown this once; Figures keeps its hash only.\n`,
  )
}

export async function listTokens(terminal: Terminal): Promise<void> {
  const { tokens } = await atDesk(terminal, (desk) => desk.get<Tokens>('/tokens'))
  const rows = tokens.map((t) => [t.id, t.label, t.created])
  terminal.out(
    rows.length === 0
      ? 'No tokens. Make one: figures token create NAME\n'
      : textTable({ columns: ['id', 'label', 'created'], rows }),
  )
}

export async function revokeToken(terminal: Terminal, id: string): Promise<void> {
  await atDesk(terminal, (desk) => desk.send<Tokens>('DELETE', `/tokens/${encodeURIComponent(id)}`))
  terminal.out(`Token ${id} is revoked.\n`)
}
