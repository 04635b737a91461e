import { uuidOf, stamp, type LmsRow, type StoryAt, type Taken, type Told } from './row.ts'
import { randomOf } from '../random.ts'

const DAY = 86_400_000

/** What a certificate may be instead of downloadable, with how often. */
const OTHERWISE = [
  'unavailable',
  'unverified',
  'generating',
  'error',
  'restricted',
  'deleted',
  'deleting',
  'requesting',
  'invalidated',
  'honor_passing',
] as const

/** The certificate of those who have a grade: of every status, most downloadable. */
export function rowsOfCertificate({ user, enrollment }: Taken, at: StoryAt): Told {
  const grade = enrollment.grades.findLast((g) => g.at <= at.now)
  if (grade === undefined) return []
  const random = randomOf('certificate', user, enrollment.course.key)
  const mode = enrollment.changes.findLast((c) => c.at <= at.now)!.mode
  const awarded = grade.passed !== null && (mode !== 'audit' || random.chance(0.2))
  if (!awarded && random.chance(0.7)) return []
  const status = awarded
    ? random.chance(0.93)
      ? 'downloadable'
      : random.pick(OTHERWISE)
    : grade.passed === null
      ? random.pick(['notpassing', 'audit_notpassing'])
      : 'audit_passing'
  const id = at.ids('certificates_generatedcertificate')
  const since = grade.passed ?? grade.at
  const issued = Math.min(since + random.between(1, 600) * 60_000, at.now)
  const row: LmsRow = {
    id,
    course_id: enrollment.course.key,
    verify_uuid: uuidOf(`certificate ${id}`),
    grade: String(grade.percent),
    status,
    mode,
    created_date: stamp(since),
    modified_date: stamp(issued),
    user_id: user,
  }
  const history = [
    { ...row, status: 'generating', history_date: stamp(since), history_type: '+' },
    { ...row, history_date: stamp(issued), history_type: '~' },
  ].filter((h) => h.history_date >= stamp(at.historyFrom))
  const override: LmsRow = {
    created: stamp(issued),
    modified: stamp(issued),
    date: stamp(issued - 7 * DAY),
    generated_certificate_id: id,
    overridden_by_id: 1,
  }
  return [
    ['certificates_generatedcertificate', [row]],
    ['certificates_historicalgeneratedcertificate', history],
    [
      'certificates_certificatedateoverride',
      status === 'downloadable' && random.chance(0.03) ? [override] : [],
    ],
  ]
}
