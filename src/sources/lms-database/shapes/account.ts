import { cut } from '../../source.ts'
import { column, Decoder, sqlOf } from '../column.ts'
import type { Shape } from '../shape.ts'

const COLUMNS = [
  column.user('id'),
  column.instant('date_joined'),
  column.flag('is_active'),
  column.flag('is_staff'),
  column.flag('is_superuser'),
] as const

export const accountShape: Shape = {
  table: 'auth_user',
  fact: 'learner',
  // The id comes first in any row.
  select: sqlOf(COLUMNS.slice(1)),
  keys: [],
  watched: ['date_joined', 'is_active', 'is_staff', 'is_superuser'],
  shaper(capacity, names) {
    const learner = new Uint32Array(capacity * 2)
    const joined = new Int32Array(capacity)
    const active = new Uint8Array(capacity)
    const staff = new Uint8Array(capacity)
    const ids = new Float64Array(capacity)
    const quarantined: Record<string, number> = {}
    const decoder = new Decoder('auth_user', COLUMNS, { names, counts: quarantined })
    let at = 0
    return {
      add(rows) {
        for (const row of rows) {
          const values = decoder.read(row)
          if (values === undefined) continue
          const [id, date, isActive, isStaff, isSuperuser] = values
          names.pseudonyms.write(id, learner, at)
          joined[at] = date
          active[at] = isActive ? 1 : 0
          staff[at] = isStaff || isSuperuser ? 1 : 0
          ids[at++] = id
        }
      },
      take: () => {
        const columns = { learner, joined, active, global_staff: staff }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}
