import type { Step } from './step.ts'
import { unversioned } from './unversioned.ts'

/**
 * From the oldest to the newest, each to the version after the one before. One that has been released is
 * never changed. CONTRIBUTING.md, "Changing the store", says how to add one.
 */
export const STEPS: readonly Step[] = [unversioned]

/** The version of the store that this Figures reads and writes. */
export const STORE_VERSION = STEPS.at(-1)!.to
