/**
 * What the runs of one course share of their keys: `Org+Course+` of `course-v1:Org+Course+Run`, with
 * slashes in old keys. Undefined of what is no key of a run.
 */
export function familyOf(key: string): string | undefined {
  const found = /^(?:[a-z0-9-]+:)?([^+/]+[+/][^+/]+[+/])[^+/]+$/i.exec(key)
  return found?.[1]?.toLowerCase()
}
