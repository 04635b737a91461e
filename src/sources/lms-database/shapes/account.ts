import { cut } from '../../source.ts'
import { count, NO_DATE, type Shape } from '../shape.ts'
import { quarterSql } from '../instants.ts'

export const accountShape: Shape = {
  table: 'auth_user',
  fact: 'learner',
  select: [quarterSql('date_joined'), 'is_active', 'is_staff', 'is_superuser'],
  keys: [],
  watched: ['date_joined', 'is_active', 'is_staff', 'is_superuser'],
  shaper(capacity, names) {
    const learner = new Uint32Array(capacity * 2)
    const joined = new Int32Array(capacity)
    const active = new Uint8Array(capacity)
    const staff = new Uint8Array(capacity)
    const ids = new Float64Array(capacity)
    const quarantined: Record<string, number> = {}
    let at = 0
    return {
      add(rows) {
        for (const [id, date, isActive, isStaff, isSuperuser] of rows) {
          if (date === null) {
            count(quarantined, NO_DATE)
            continue
          }
          names.pseudonyms.write(id as number, learner, at)
          joined[at] = date as number
          active[at] = isActive === 1 ? 1 : 0
          staff[at] = isStaff === 1 || isSuperuser === 1 ? 1 : 0
          ids[at++] = id as number
        }
      },
      take: () => {
        const columns = { learner, joined, active, global_staff: staff }
        return { rows: at, columns: cut(columns, at), ids, quarantined }
      },
    }
  },
}
