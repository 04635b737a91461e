import { randomOf } from './random.ts'

const FIRST =
  'Amara Bilal Chen Dora Emeka Farah Goran Hana Ines Jonas Keiko Lior Maren Nadia Otto Priya Quentin Rosa Sven Tamar Ugo Vera Wanda Ximena Yara Zoltan'.split(
    ' ',
  )
const LAST =
  'Abernathy Bergstrom Castellanos Dlamini Eriksen Fontaine Gulbrandsen Hashimoto Ivanova Jankowski Kowalczyk Lindqvist Moreau Nakamura Oyelaran Petrosyan Quiroga Rahimi Sorensen Takahashi Ueda Vasquez Wojcik Xanthos Yildirim Zimmermann'.split(
    ' ',
  )

/** Somebody of the campus by name: what an LMS has and Figures must never keep. */
export interface Person {
  readonly first: string
  readonly last: string
  readonly username: string
  readonly email: string
}

export function personOf(userId: number): Person {
  const random = randomOf('person', userId)
  const first = random.pick(FIRST)
  const last = random.pick(LAST)
  const username = `${first.toLowerCase()}_${last.toLowerCase()}_${userId}`
  return { first, last, username, email: `${username}@people.example` }
}
