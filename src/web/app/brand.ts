import type { Brand } from '../../contract/brand.ts'
import type { Session } from '../../contract/session.ts'
import { siteOf } from './site.ts'
import type { View } from './view.ts'

/** The brand of a view: that of its one site where it has one, else that of the platform. */
export function brandOf(session: Session | undefined, view: Pick<View, 'site'>): Brand | undefined {
  if (session === undefined) return undefined
  const only = session.sites.length === 1 ? session.sites[0] : siteOf(session, view)
  return only?.brand ?? session.brand
}

const DERIVED = {
  '--accent-soft': 'color-mix(in oklab, var(--accent) 12%, var(--paper))',
  '--before': 'color-mix(in oklab, var(--accent) 55%, var(--paper))',
}

/** Puts the brand's color in the place of ours, with what is made of it; or takes it away again. */
export function wearBrand(brand: Brand | undefined, root: HTMLElement): void {
  const accent = brand?.accent ?? null
  const colors: Readonly<Record<string, string>> =
    accent === null ? {} : { '--accent': `light-dark(${accent.light}, ${accent.dark})`, ...DERIVED }
  for (const name of ['--accent', ...Object.keys(DERIVED)]) root.style.removeProperty(name)
  for (const [name, value] of Object.entries(colors)) root.style.setProperty(name, value)
}

/** Loads the platform's own style sheet once: its variables win over our tokens. */
export function wearTheme(theme: string | null, head: HTMLHeadElement): void {
  if (theme === null || head.querySelector(`link[href="${CSS.escape(theme)}"]`) !== null) return
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = theme
  // Before our own: only its variables are wanted, not its rules.
  head.prepend(link)
}
