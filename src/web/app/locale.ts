import ar from '../i18n/ar.json'

type Messages = Readonly<Record<string, string>>

const TRANSLATED: Readonly<Record<string, Messages>> = { ar }

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

/** Translated sentences; English stands in the code. */
export function messagesOf(locale: string): Messages {
  return TRANSLATED[locale.split('-')[0]!] ?? {}
}

const RIGHT_TO_LEFT = ['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(locale.split('-')[0]!) ? 'rtl' : 'ltr'
}
