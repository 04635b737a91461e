type Messages = Readonly<Record<string, string>>

/** The languages that there are, by their own names. English stands in the code. */
export const LANGUAGES = {
  en: 'English',
  es: 'Español',
  fr: 'Français',
  ar: 'العربية',
} as const

/** Each comes when it is asked for. `en-XA` shows what is not translated, and what grows too long. */
const TRANSLATED: Readonly<Record<string, () => Promise<{ default: Messages }>>> = {
  ar: () => import('../i18n/messages/ar.json'),
  es: () => import('../i18n/messages/es.json'),
  fr: () => import('../i18n/messages/fr.json'),
  'en-XA': () => import('../i18n/messages/en-XA.json'),
}

/** The language of the page: asked for in the address (`lang`), else the browser's. */
export function localeOf(search: string, preferred: string): string {
  const asked = new URLSearchParams(search).get('lang')
  for (const candidate of [asked, preferred]) {
    if (candidate === null || candidate === '') continue
    try {
      return Intl.getCanonicalLocales(candidate)[0]!
    } catch {
      // Not the name of a language: the next one counts.
      continue
    }
  }
  return 'en'
}

/** Translated sentences of a language; none where English stands in. */
export async function messagesOf(locale: string): Promise<Messages> {
  const load = TRANSLATED[locale] ?? TRANSLATED[locale.split('-')[0]!]
  return load === undefined ? {} : (await load()).default
}

const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(locale.split('-')[0]!) ? 'rtl' : 'ltr'
}
