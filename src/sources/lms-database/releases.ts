import type { Session } from './connect.ts'

/** Releases in order, each with migrations that only it and later ones have applied. */
const FINGERPRINTS: readonly (readonly [release: string, app: string, migration: string])[] = [
  ['Ginkgo', 'course_overviews', '0013_courseoverview_language'],
  ['Hawthorn', 'completion', '0001_initial'],
  ['Ironwood', 'grades', '0014_persistentsubsectiongradeoverridehistory'],
  ['Juniper', 'certificates', '0016_historicalgeneratedcertificate'],
  ['Koa', 'course_overviews', '0023_courseoverview_banner_image_url'],
  ['Lilac', 'courseware', '0015_add_courseware_stats_index'],
  ['Maple', 'certificates', '0026_certificateallowlist'],
  ['Nutmeg', 'course_overviews', '0026_courseoverview_entrance_exam'],
  ['Olive', 'grades', '0019_auto_20220912_0855'],
  ['Palm', 'course_modes', '0014_auto_20230207_1212'],
  ['Quince', 'course_overviews', '0028_flex_peer_ora_course_setting'],
  ['Redwood', 'certificates', '0036_modifiedcertificatetemplatecommandconfiguration'],
  ['Sumac', 'student', '0046_alter_userprofile_phone_number'],
  ['Teak', 'certificates', '0038_pdf_certificate_purge_data_management'],
  ['Ulmo', 'student', '0047_courseaccessrolehistory'],
  ['Verawood', 'course_overviews', '0030_backfill_new_catalog_courseruns'],
]

export const RELEASES: readonly string[] = FINGERPRINTS.map(([release]) => release)

/** The newest release whose migrations have been applied, for display; null when none is known. */
export async function releaseOf(session: Session): Promise<string | null> {
  const asked = FINGERPRINTS.map(() => '(app = ? and name = ?)').join(' or ')
  const found = await session.rows(
    `select app, name from django_migrations where ${asked}`,
    FINGERPRINTS.flatMap(([, app, name]) => [app, name]),
  )
  const applied = new Set(found.map(([app, name]) => `${app} ${name}`))
  const newest = FINGERPRINTS.findLast(([, app, name]) => applied.has(`${app} ${name}`))
  return newest?.[0] ?? null
}
