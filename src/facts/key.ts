import type { DimensionName } from './fact.ts'

/** What kind of thing a course key names. */
export type KeyKind = 'course' | 'library' | 'ccx'

export interface CourseKey {
  /** The text to compare: see `folded`. */
  readonly key: string
  /** The text to show: trimmed, `+` restored. */
  readonly text: string
  readonly kind: KeyKind
  /** The organization named in the key, folded. */
  readonly organization: string
  /** The organization as written. */
  readonly organizationText: string
}

const NEW_STYLE = /^(course|library|ccx)-v1:([^\s+/]+)\+[^\s/]+$/i
const OLD_STYLE = /^([^\s+/:]+)\/[^\s+/]+\/[^\s+/]+$/

/** The platform's columns for keys of courses hold so many characters; those for blocks vary. */
const LONGEST_COURSE = 255
const LONGEST_BLOCK = 1_000

/** What no key has: control characters, halves of characters, and what stands for bytes that were not text. */
const DAMAGED = /[\p{Cc}\p{Cs}\uFFFD]/u
const ASCII = /^\p{ASCII}*$/u

/**
 * The one rule by which texts are the same text: however their letters are composed, and whatever their
 * case. A sigma is a sigma wherever it stands. Nothing else folds, neither the engine's `lower` nor ours.
 */
export function folded(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ')
}

/**
 * A text of a dimension: as it is shown, and the key by which it is found again. A zero byte and half a
 * character cannot be kept and are left out.
 */
export function spelled(
  dimension: DimensionName,
  written: string,
): { readonly key: string; readonly text: string } {
  const clean = written.replaceAll('\0', '').toWellFormed()
  const isKey = dimension === 'course' || dimension === 'block'
  const text = isKey ? keyText(clean) : clean.trim()
  return { key: folded(text), text }
}

/** Trims, reads `%2B` and inner blanks as `+`: the one place where a key's text is mended. */
export function keyText(raw: string): string {
  return raw.trim().replace(/%2b/gi, '+').replace(/%3a/gi, ':').replace(/ +/g, '+')
}

/** The key of a course, library or ccx; null when the text is none. */
export function courseKey(raw: string): CourseKey | null {
  const text = keyText(raw)
  if (text.length > LONGEST_COURSE || DAMAGED.test(text)) return null
  const modern = NEW_STYLE.exec(text)
  if (modern !== null) {
    const kind = modern[1]!.toLowerCase() as KeyKind
    return keyOf(text, kind, modern[2]!)
  }
  const old = OLD_STYLE.exec(text)
  if (old === null) return null
  return keyOf(text, 'course', old[1]!)
}

function keyOf(text: string, kind: KeyKind, organization: string): CourseKey {
  return {
    key: folded(text),
    text,
    kind,
    organization: folded(organization),
    organizationText: organization,
  }
}

const BLOCK =
  /^(?:(?:block|lib-block|ccx-block)-v1:\S+\+type@[^\s+]+\+block@\S+|lb:\S+|i4x:\/\/\S+)$/i

/** Whether a text names a block of a course or a library, in any of the platform's spellings. */
export function isBlockKey(raw: string): boolean {
  const text = keyText(raw)
  return text.length <= LONGEST_BLOCK && BLOCK.test(text) && !DAMAGED.test(text)
}
