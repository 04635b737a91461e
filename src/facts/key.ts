/** What kind of thing a course key names. */
export type KeyKind = 'course' | 'library' | 'ccx'

export interface CourseKey {
  /** The text to compare: lower case. */
  readonly key: string
  /** The text to show: trimmed, `+` restored. */
  readonly text: string
  readonly kind: KeyKind
  /** The organization named in the key, lower case. */
  readonly organization: string
  /** The organization as written. */
  readonly organizationText: string
}

const NEW_STYLE = /^(course|library|ccx)-v1:([^\s+/]+)\+[^\s/]+$/i
const OLD_STYLE = /^([^\s+/:]+)\/[^\s+/]+\/[^\s+/]+$/

/** Trims, reads `%2B` and inner blanks as `+`: the one place where a key's text is mended. */
export function keyText(raw: string): string {
  return raw.trim().replace(/%2b/gi, '+').replace(/%3a/gi, ':').replace(/ +/g, '+')
}

/** The key of a course, library or ccx; null when the text is none. */
export function courseKey(raw: string): CourseKey | null {
  const text = keyText(raw)
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
    key: text.toLowerCase(),
    text,
    kind,
    organization: organization.toLowerCase(),
    organizationText: organization,
  }
}

const BLOCK =
  /^(?:(?:block|lib-block|ccx-block)-v1:\S+\+type@[^\s+]+\+block@\S+|lb:\S+|i4x:\/\/\S+)$/i

/** Whether a text names a block of a course or a library, in any of the platform's spellings. */
export function isBlockKey(raw: string): boolean {
  return BLOCK.test(keyText(raw))
}
