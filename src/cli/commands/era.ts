import { badRequest } from '../../kernel/problem.ts'
import { ERAS, type Era } from '../../sources/campus/lms/eras.ts'

/** The release that an era of the LMS's tables stands for. */
export const RELEASE_OF: Readonly<Record<Era, string>> = {
  G: 'Ginkgo',
  H: 'Hawthorn',
  J: 'Juniper',
  M: 'Maple',
  P: 'Palm',
  U: 'Ulmo',
  V: 'Verawood',
}

export function eraOf(text: string): Era {
  const found = ERAS.find((e) => e === text.toUpperCase())
  if (found !== undefined) return found
  const known = ERAS.map((e) => `${e}: ${RELEASE_OF[e]}`).join(', ')
  throw badRequest('bad-era', `--era is '${text}', which is not one of ${ERAS.join(', ')}.`, {
    remedy: `${known}.`,
  })
}
