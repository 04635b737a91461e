import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take half a minute and more. Begun last, one of them would run alone at the end of a run. */
const LONG = [
  'eras',
  // Starts a server of its own, as do those set apart from it below: only one has its turn at a time.
  'clock',
  'upgrades',
  'golden-lms',
  'lms-database',
  'rewrites',
  'kill',
  'gentle',
  'odd-values',
  'strategies',
  'connecting',
  'check',
  'given-by',
  'time-zone',
  'health',
  'overview',
  'pages',
  'keyboard',
  'languages',
  'day',
  'metrics.property',
  'lms-api-faults',
  'roll-ups',
  'golden',
]

const PROJECTS = ['integration', 'browser', 'unit']

/** Puts the longest files of each project first, and the shortest project last. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId, project }: TestSpecification): number => {
      const place = LONG.indexOf(basename(moduleId, '.test.ts'))
      return PROJECTS.indexOf(project.name) * 1000 + (place === -1 ? LONG.length : place)
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b))
  }
}
