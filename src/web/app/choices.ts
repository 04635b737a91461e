import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useIntl } from 'react-intl'
import { labelOf } from '../../contract/label.ts'
import type { Session } from '../../contract/session.ts'
import { filters } from '../parts/messages.ts'
import type { Choice } from '../parts/Pick.tsx'
import { api, type Parameters } from './api.ts'
import type { View } from './view.ts'

/** So many can be looked through; that there are more is said. */
const MOST = '1000'
/** In the place of a value where there is none: no name is a blank. */
const REST = ' '
/** First word of the key under which every such list is asked. */
export const CHOICES = 'choices'

/** What facts can be narrowed to: sites and organizations. */
export interface Places {
  readonly sites: readonly Choice[]
  readonly organizations: readonly Choice[]
}

/** The sites of the platform, and the organizations that run courses on the chosen one; not before `when`. */
export function usePlaces(session: Session, site: string | undefined, when = true): Places {
  const sites = session.sites.map((s) => ({ value: s.key, label: s.name ?? s.key }))
  const found = useChoices('organization', { metrics: 'courses', site }, when)
  return { sites, organizations: found }
}

/** Every course with an enrollment, by name and run. */
export function useCourseChoices(
  at: Pick<View, 'site' | 'organization'>,
  when = true,
): readonly Choice[] {
  const { site, organization } = at
  return useChoices('course', { metrics: 'enrollments', site, organization }, when)
}

/** What can be compared, of a dimension, within the site and organization that are chosen. */
export function useCompared(by: string, at: View): readonly Choice[] {
  const { site, organization } = at
  return useChoices(by, {
    metrics: by === 'course' ? 'enrollments' : 'courses',
    site: by === 'site' ? undefined : site,
    organization: by === 'organization' ? undefined : organization,
    // Cohorts are all compared: they are the few of one course.
    ...(by === 'cohort' ? { metrics: 'enrollments', limit: '1' } : {}),
  })
}

function useChoices(by: string, of: Parameters, when = true): readonly Choice[] {
  const parameters = { limit: MOST, ...of, by }
  const intl = useIntl()
  const { data } = useQuery({
    queryKey: [CHOICES, parameters],
    queryFn: () => api.query(parameters),
    enabled: when,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.data?.rows.length === 0 ? 5_000 : 300_000),
  })
  if (data === undefined) return []
  const named = data.rows.flatMap((row) => {
    const key = row[by]
    if (typeof key !== 'string') return []
    const name = labelOf(data.labels, by, key) ?? key
    // Runs of one course share a name: the run tells them apart.
    const run = by === 'course' && name !== key ? ` · ${key.split(/[+/]/).at(-1) ?? ''}` : ''
    return [{ value: key, label: `${name}${run}` }]
  })
  named.sort((a, b) => a.label.localeCompare(b.label))
  if (data.next === null) return named
  const label = intl.formatMessage(filters.rest, { n: data.total - data.rows.length })
  return [...named, { value: REST, label, rest: true }]
}
