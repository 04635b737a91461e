import { useIntl } from 'react-intl'
import { Pick } from '../parts/Pick.tsx'
import css from './LanguagePick.module.css'
import { LANGUAGES } from './locale.ts'
import { frame } from './messages.ts'

/** The language of the page; the choice stands in the address, as everything does. */
export function LanguagePick() {
  const intl = useIntl()
  return (
    <div className={css.root}>
      <Pick
        label={intl.formatMessage(frame.language)}
        value={intl.locale.split('-')[0]}
        choices={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        onPick={(language) => {
          const address = new URL(window.location.href)
          address.searchParams.set('lang', language ?? 'en')
          // Sentences and direction are of the whole page: it begins anew.
          window.location.assign(address)
        }}
      />
    </div>
  )
}
