import { useIntl } from 'react-intl'
import { briefOf } from '../app/catalogue.ts'
import css from './Meaning.module.css'

/**
 * What a metric means: in a sentence of the reader's language where there is one, and in full in the words
 * of the catalogue, which are English and count.
 */
export function Meaning(props: { metric: { readonly name: string; readonly doc: string } }) {
  const { metric } = props
  const brief = briefOf(metric, useIntl().messages)
  return (
    <>
      {brief !== undefined && <span className={css.brief}>{brief}</span>}
      <span className={css.full} data-after={brief !== undefined} lang="en" dir="ltr">
        {metric.doc}
      </span>
    </>
  )
}
