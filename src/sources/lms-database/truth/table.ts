import type { Fact } from '../../../facts/fact.ts'
import type { Session } from '../connect.ts'
import type { Schema } from '../schema.ts'
import type { Told } from './columns.ts'
import type { KeyTexts, Text, Unusable } from './text.ts'

/** One table of the platform as the comparison reads it: by statements and a decoder of its own. */
export interface TruthTable {
  readonly table: string
  /** SQL after `from`, when it is more than the table; the table is `r` in it. */
  readonly from?: string
  /** SQL of the whole number by which pages are read; without one the table is read at once. */
  readonly id?: string
  /** SQL of what tells rows of one id apart, where there may be several; plain letters, digits and dashes. */
  readonly tie?: string
  /** SQL of which rows are meant; all unless given. */
  readonly where?: string
  /** The rows of several tables are one fact: an id alone names none. */
  readonly anonymous?: true
  /** SQL of texts, in the order in which `read` gets them. */
  readonly columns: readonly string[]
  /** What a row says, in rows of the fact; or why it cannot be used. */
  read(cells: readonly Text[], keys: KeyTexts): Told | readonly Told[] | Unusable
}

/** How a fact is compared: what its tables look like on this platform, asked within the look at it. */
export interface TruthOf {
  readonly fact: Fact
  /** Those that this platform has; what they say is united. */
  tables(schema: Schema, session: Session): readonly TruthTable[] | Promise<readonly TruthTable[]>
}
