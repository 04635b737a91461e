/** The releases in which a table has something to read; where nothing stands, all. */
export const BETWEEN: Readonly<Record<string, readonly [from: string, to?: string]>> = {
  student_courseenrollment_history: ['Juniper'],
  student_historicalcourseenrollment: ['Ginkgo', 'Ginkgo'],
  user_api_userretirementrequest: ['Hawthorn'],
  completion_blockcompletion: ['Hawthorn'],
  grades_persistentsubsectiongradeoverride: ['Hawthorn'],
  student_courseaccessrolehistory: ['Ulmo'],
  casbin_rule: ['Verawood'],
  openedx_authz_extendedcasbinrule: ['Verawood'],
  openedx_authz_usersubject: ['Verawood'],
  openedx_authz_roleassignmentaudit: ['Verawood'],
  waffle_flag: ['Verawood'],
  waffle_utils_waffleflagorgoverridemodel: ['Verawood'],
  waffle_utils_waffleflagcourseoverridemodel: ['Verawood'],
  certificates_historicalgeneratedcertificate: ['Juniper'],
  certificates_certificatedateoverride: ['Maple'],
  learning_sequences_learningcontext: ['Koa'],
  learning_sequences_coursesection: ['Koa'],
  learning_sequences_coursesectionsequence: ['Koa'],
  learning_sequences_learningsequence: ['Koa'],
}

/** The releases that have a column of a table; where nothing stands, all that have the table. */
export const COLUMN_BETWEEN: Readonly<Record<string, readonly [from: string, to?: string]>> = {
  'site_configuration_siteconfiguration.values': ['Ginkgo', 'Ironwood'],
  'site_configuration_siteconfiguration.site_values': ['Juniper'],
  'enterprise_enterprisecustomer.slug': ['Hawthorn'],
  'enterprise_enterprisecustomeruser.linked': ['Juniper'],
  'enterprise_enterprisecourseenrollment.unenrolled_at': ['Quince'],
}
