import { Problem } from '../kernel/problem.ts'
import type { Scope } from '../metrics/scope.ts'

/** Who asks. `operator` is whoever can read the data folder: the command line. */
export interface Caller {
  readonly kind: 'nobody' | 'reader' | 'operator'
  readonly scope: Scope
}

export const NOBODY: Caller = {
  kind: 'nobody',
  scope: { everything: false, sites: [], organizations: [], courses: [] },
}

/** The questions that routes ask. Every route names one. */
export const PERMISSIONS = {
  /** Anyone: liveness, the sign-in form, the documentation. */
  open: (): boolean => true,
  /** See figures within one's scope. */
  mayRead: (caller: Caller): boolean => caller.kind !== 'nobody',
  /** Save, change and delete reports; they hold no figures. */
  mayReport: (caller: Caller): boolean => caller.kind !== 'nobody',
  /** Compare with the platform, which names rows of all courses by their ids. */
  mayCheck: (caller: Caller): boolean => caller.kind !== 'nobody' && caller.scope.everything,
  /** Read now, back up, reconcile, make tokens. */
  mayOperate: (caller: Caller): boolean => caller.kind === 'operator',
} as const satisfies Record<string, (caller: Caller) => boolean>
export type Permission = keyof typeof PERMISSIONS

/** Throws unless the caller may. */
export function demand(permission: Permission, caller: Caller): void {
  if (PERMISSIONS[permission](caller)) return
  if (caller.kind === 'nobody') {
    throw new Problem('sign-in-needed', 401, 'A token is needed to see figures.', {
      remedy: 'Make one with `figures token create NAME` and send it as `Authorization: Bearer …`.',
    })
  }
  throw new Problem('not-permitted', 403, 'This token may not do that.', {
    remedy: 'Use the command line on the machine that Figures runs on.',
  })
}
