import type { Session } from '../../contract/session.ts'
import type { View } from './view.ts'

/** The zone of a view: that of the one site in it, else the usual one. */
export function zoneOf(session: Session, view: Pick<View, 'site'>): string {
  const chosen = session.sites.find((s) => s.key === view.site)
  const only = session.sites.length === 1 ? session.sites[0] : chosen
  return only?.zone ?? session.zone
}
