import type { Session } from '../../contract/session.ts'
import type { View } from './view.ts'

/** The site of a view, however the address writes it: capitals make no difference, as on the server. */
export function siteOf(
  session: Session,
  view: { readonly site?: string | undefined },
): Session['sites'][number] | undefined {
  const same = (text: string): string => text.trim().normalize('NFC').toLowerCase()
  const { site } = view
  return site === undefined ? undefined : session.sites.find((s) => same(s.key) === same(site))
}

/** The zone of a view: that of the one site in it, else the usual one. */
export function zoneOf(session: Session, view: Pick<View, 'site'>): string {
  const only = session.sites.length === 1 ? session.sites[0] : siteOf(session, view)
  return only?.zone ?? session.zone
}
