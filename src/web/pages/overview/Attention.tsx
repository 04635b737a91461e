import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { FormattedDate, FormattedMessage, FormattedNumber } from 'react-intl'
import type { Attention as Found, AttentionItem } from '../../../contract/attention.ts'
import { api, type Parameters } from '../../app/api.ts'
import { hrefOf, type View } from '../../app/view.ts'
import { Answered } from '../../parts/Answered.tsx'
import { PageLink } from '../../parts/PageLink.tsx'
import { PlainButton } from '../../parts/PlainButton.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { Section } from '../../parts/Section.tsx'
import css from './Attention.module.css'
import { attention } from './messages.ts'

const EVERY_MS = 60_000
/** Nothing may mean that not all has been read yet. */
const NOTHING_MS = 5_000
const FIRST = 6

/** Courses that need attention, each with the reason in words and a link to where it is seen. */
export function Attention(props: {
  view: View
  parameters: Parameters
  zone: string
  /** Not asked before. */
  when: boolean
}) {
  const { parameters } = props
  const found = useQuery({
    queryKey: ['attention', parameters],
    queryFn: () => api.attention(parameters),
    enabled: props.when,
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.items.length === 0 ? NOTHING_MS : EVERY_MS),
  })
  return (
    <>
      {found.isError && <ProblemNotice error={found.error} retry={() => void found.refetch()} />}
      <Answered of={[found]} place={!found.isError && <div className={css.place} />}>
        {(data) => <Items {...props} found={data} />}
      </Answered>
    </>
  )
}

function Items(props: { view: View; parameters: Parameters; zone: string; found: Found }) {
  const { view, parameters, found } = props
  const [all, setAll] = useState(false)
  const { items, unknown } = found
  const shown = all ? items : items.slice(0, FIRST)
  return (
    <Section
      id="attention"
      title={<FormattedMessage {...attention.title} />}
      subtitle={<FormattedMessage {...attention.subtitle} />}
      note={
        items.length > FIRST && (
          <PlainButton aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? (
              <FormattedMessage {...attention.fewer} />
            ) : (
              <FormattedMessage {...attention.more} values={{ n: items.length - FIRST }} />
            )}
          </PlainButton>
        )
      }
      asOf={found.asOf}
      csv={api.attentionCsv(parameters)}
    >
      {items.length === 0 && (
        <p>
          <FormattedMessage {...(found.asOf === null ? attention.unread : attention.none)} />
        </p>
      )}
      {shown.length > 0 && (
        <ul className={css.list}>
          {shown.map((item) => (
            <li key={`${item.course} ${item.reason}`} className={css.item}>
              <PageLink
                className={css.course}
                href={hrefOf(view, { page: 'course', course: item.course })}
              >
                {item.name ?? item.course}
              </PageLink>
              <span>{reasonOf(item, props.zone)}</span>
            </li>
          ))}
        </ul>
      )}
      {unknown.map((u) => (
        <p key={u.reason} className={css.unknown}>
          <FormattedMessage
            {...attention.unknown}
            values={{
              missing: (
                <span lang="en" dir="ltr">
                  {u.missing}
                </span>
              ),
            }}
          />
        </p>
      ))}
    </Section>
  )
}

function reasonOf(item: AttentionItem, zone: string) {
  const number = (value: number | null) => <FormattedNumber value={value ?? 0} />
  switch (item.reason) {
    case 'fell':
      return (
        <FormattedMessage
          {...attention.fell}
          values={{ active: number(item.active), before: number(item.before) }}
        />
      )
    case 'at_risk':
      return (
        <FormattedMessage
          {...attention.atRisk}
          values={{ learners: number(item.learners), enrolled: number(item.enrolled) }}
        />
      )
    case 'ending':
      return (
        <FormattedMessage
          {...attention.ending}
          values={{
            day: (
              <FormattedDate
                value={item.ends ?? undefined}
                timeZone={zone}
                weekday="long"
                day="numeric"
                month="short"
              />
            ),
            enrolled: number(item.enrolled),
            progress: (
              <FormattedNumber
                value={(item.progress ?? 0) / 100}
                style="percent"
                maximumFractionDigits={0}
              />
            ),
          }}
        />
      )
  }
}
