import { Problem, unavailable } from '../../kernel/problem.ts'
import type { Cell, Session } from './connect.ts'

/** From MySQL 8.0.22 and MariaDB 10.5.1 on; before. */
const STATEMENTS = ['show replica status', 'show slave status']
const COLUMNS = ['Seconds_Behind_Source', 'Seconds_Behind_Master']

/**
 * How far a replica is behind, ms; zero of a server that is none, and where the account may not ask. A
 * replica that has stopped is a problem: nobody could say as of when its rows are.
 */
export async function lagOf(session: Session): Promise<number> {
  for (const statement of STATEMENTS) {
    const state = await stateOf(session, statement)
    if (state === undefined) continue
    const seconds = COLUMNS.map((column) => state[column]).find((s) => s !== undefined)
    if (seconds === null || seconds === undefined) {
      throw unavailable(
        'lms-replica',
        'The LMS database is a replica that has stopped replicating.',
        {
          remedy:
            'Start replication again. If the server is no longer a replica, run RESET REPLICA ALL (RESET SLAVE ALL).',
        },
      )
    }
    return Number(seconds) * 1000
  }
  return 0
}

async function stateOf(
  session: Session,
  statement: string,
): Promise<Readonly<Record<string, Cell>> | undefined> {
  try {
    return await session.state(statement)
  } catch (error) {
    // Older servers do not know the newer words, and an account without the privilege gets no answer.
    const known = ['lms-syntax', 'lms-privilege', 'lms-grant']
    if (error instanceof Problem && known.includes(error.code)) return undefined
    throw error
  }
}
