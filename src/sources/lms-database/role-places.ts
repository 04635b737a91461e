import type { Capability } from '../source.ts'
import { flagText, isOnSomewhere, type Flag } from './flag.ts'
import { RELEASES } from './releases.ts'
import { BETWEEN } from './table-spans.ts'
import { type CapabilityName } from './tables.ts'

/** Whether a release may have the flag by which roles move to openedx-authz; one that is not known may. */
export function knowsFlag(release: string | null): boolean {
  const at = release === null ? RELEASES.length : RELEASES.indexOf(release)
  return at >= RELEASES.indexOf(BETWEEN['waffle_flag']![0])
}

/**
 * Either of two places tells of roles, and neither makes up for the other: what is not seen of one is said,
 * and where the flag is set. `missing` is what the platform's own table lacks.
 */
export function withRoles(
  all: readonly Capability[],
  of: { readonly flag: Flag | undefined; readonly missing: string },
): readonly Capability[] {
  const named = (name: CapabilityName): Capability => all.find((c) => c.name === name)!
  const [roles, authz] = [named('role'), named('authz_role')]
  const set = of.flag === undefined ? undefined : flagText(of.flag)
  return all.map((capability) => {
    if (capability === roles && authz.available && of.missing !== '') {
      return {
        ...roles,
        note: `Roles that openedx-authz does not have are not seen: ${of.missing}`,
      }
    }
    if (capability !== authz || set === undefined) return capability
    if (authz.available) return { ...authz, note: `${set}. Roles in both places count.` }
    if (!isOnSomewhere(of.flag!)) return authz
    return { ...authz, missing: `${set}: those teams count as learners. ${authz.missing}` }
  })
}
