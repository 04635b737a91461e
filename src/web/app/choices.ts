import { useQuery } from '@tanstack/react-query'
import type { Session } from '../../contract/session.ts'
import type { Choice } from '../parts/Pick.tsx'
import { api, type Parameters } from './api.ts'

const MOST = '1000'

/** What facts can be narrowed to: sites and organizations. */
export interface Places {
  readonly sites: readonly Choice[]
  readonly organizations: readonly Choice[]
}

/** The sites of the platform, and the organizations that run courses on the chosen one. */
export function usePlaces(session: Session, site: string | undefined): Places {
  const sites = session.sites.map((s) => ({ value: s.key, label: s.name ?? s.key }))
  const found = useChoices('organization', { metrics: 'courses', site })
  return { sites, organizations: found }
}

/** Every course with an enrollment, by name; runs of one course share a name: the run tells them apart. */
export function useCourseChoices(at: {
  site: string | undefined
  organization: string | undefined
}): readonly Choice[] {
  const found = useChoices('course', {
    metrics: 'enrollments',
    sort: '-enrollments',
    site: at.site,
    organization: at.organization,
  })
  return found.map(({ value, label }) => ({
    value,
    label: label === value ? value : `${label} · ${value.split(/[+/]/).at(-1) ?? ''}`,
  }))
}

function useChoices(by: 'course' | 'organization', of: Parameters): readonly Choice[] {
  const parameters = { ...of, by, limit: MOST }
  const { data } = useQuery({
    queryKey: ['choices', parameters],
    queryFn: () => api.query(parameters),
    staleTime: 60_000,
    refetchInterval: (query) => (query.state.data?.rows.length === 0 ? 5_000 : 300_000),
  })
  if (data === undefined) return []
  const named = data.rows.flatMap((row) => {
    const key = row[by]
    if (typeof key !== 'string') return []
    return [{ value: key, label: data.labels[by]?.[key] ?? key }]
  })
  return named.sort((a, b) => a.label.localeCompare(b.label))
}
