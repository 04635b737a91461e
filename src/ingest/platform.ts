import { refused } from '../kernel/problem.ts'
import { sql } from '../store/sql.ts'
import type { Store } from '../store/store.ts'

/** Whose facts a store holds. */
export interface Platform {
  readonly platform: string
  readonly kind: 'campus' | 'lms'
  /** Hash that tells whether the secret is the one the pseudonyms were made with. */
  readonly fingerprint: string
}

/** Writes down whose facts these are, at the first start; refuses any other platform or secret later. */
export async function claimStore(store: Store, mine: Platform, now: number): Promise<void> {
  const theirs = await ownerOf(store)
  if (theirs === undefined) {
    await store.transaction((tx) =>
      tx.run(sql`insert into platform (platform, kind, fingerprint, made)
        values (${mine.platform}, ${mine.kind}, ${mine.fingerprint}, ${now})`),
    )
    return
  }
  const wrong = mismatch(theirs, mine)
  if (wrong !== undefined) throw wrong
}

export async function ownerOf(store: Store): Promise<Platform | undefined> {
  const [row] = await store.query<{
    platform: string
    kind: 'campus' | 'lms'
    fingerprint: string
  }>(sql`select platform, kind, fingerprint from platform`)
  return row
}

export function mismatch(theirs: Platform, mine: Platform): Error | undefined {
  if (theirs.kind !== mine.kind || theirs.platform !== mine.platform) {
    return refused(
      'other-platform',
      `The data folder holds data for ${theirs.platform} (${theirs.kind}), not for ${mine.platform} (${mine.kind}).`,
      {
        remedy:
          'Set FIGURES_DATA to another folder, or FIGURES_PLATFORM to the name above if it is the same platform at a new address.',
      },
    )
  }
  if (theirs.fingerprint !== mine.fingerprint) {
    return refused(
      'other-secret',
      'This secret does not fit the data folder: its pseudonyms were made with another one.',
      {
        remedy:
          'Give the former secret (FIGURES_SECRET or FIGURES_SECRET_FILE). Without it the data cannot be used: move the data folder away, and Figures reads everything again.',
      },
    )
  }
  return undefined
}
