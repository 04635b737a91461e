/** Courses, organizations, sites and the outlines of courses. Notation: see `eras.ts`. */
export const COURSES: readonly string[] = [
  `course_overviews_courseoverview GHJMPU
   created instant
   modified instant
   version int
   id varchar(255)
   _location varchar(255)
   display_name longtext?
   display_number_with_default longtext
   display_org_with_default longtext
   start instant?
   end instant?
   advertised_start longtext?
   course_image_url longtext
   social_sharing_url longtext?
   end_of_course_survey_url longtext?
   certificates_display_behavior longtext?
   certificates_show_before_end bool
   cert_html_view_enabled bool
   has_any_active_web_certificate bool
   cert_name_short longtext
   cert_name_long longtext
   lowest_passing_grade decimal(5,2)?
   days_early_for_beta double?
   mobile_available bool
   visible_to_staff_only bool
   _pre_requisite_courses_json longtext
   enrollment_start instant?
   enrollment_end instant?
   enrollment_domain longtext?
   invitation_only bool
   max_student_enrollments_allowed int?
   announcement instant?
   catalog_visibility longtext?
   course_video_url longtext?
   effort longtext?
   short_description longtext?
   org longtext
   self_paced bool
   marketing_url longtext?
   eligible_for_financial_aid bool
   language longtext?
   certificate_available_date instant?@HJMPU
   end_date instant?@JMPU
   start_date instant?@JMPU
   banner_image_url longtext@MPU
   has_highlights bool?@MPU
   allow_proctoring_opt_out bool@MPU
   enable_proctored_exams bool@MPU
   proctoring_escalation_email longtext?@MPU
   proctoring_provider longtext?@MPU
   entrance_exam_enabled bool@PU
   entrance_exam_id varchar(255)@PU
   entrance_exam_minimum_score_pct double@PU
   external_id varchar(128)?@PU
   force_on_flexible_peer_openassessments bool@U
   primary(id)`,
  `organizations_organization GHJMPU
   id serial
   created instant
   modified instant
   name varchar(255)
   short_name varchar(255)
   description longtext?
   logo varchar(255)?
   active bool
   unique(short_name)@MPU
   key(name)
   key(short_name)@GHJ`,
  `organizations_organizationcourse GHJMPU
   id serial
   created instant
   modified instant
   course_id varchar(255)
   active bool
   organization_id int
   unique(course_id,organization_id)
   key(course_id)
   key(organization_id)`,
  `django_site GHJMPU
   id serial
   domain varchar(100)
   name varchar(50)
   unique(domain)@HJMPU`,
  `site_configuration_siteconfiguration GHJMPU
   id serial
   values longtext@GH
   site_id int
   enabled bool
   site_values longtext@JMPU
   unique(site_id)`,
  `split_modulestore_django_splitmodulestorecourseindex PU
   id serial
   objectid varchar(24)
   course_id binary_varchar(255)
   org varchar(255)
   draft_version varchar(24)
   published_version varchar(24)
   library_version varchar(24)
   wiki_slug varchar(255)
   base_store varchar(20)
   edited_on instant
   last_update instant
   edited_by_id int?
   unique(course_id)
   unique(objectid)
   key(org)
   key(wiki_slug)`,
  `learning_sequences_learningcontext MPU
   id bigserial
   context_key binary_varchar(255)?
   title varchar(255)
   published_at instant
   published_version varchar(255)
   created instant
   modified instant
   unique(context_key)
   key(published_at)
   key(title)`,
  `learning_sequences_coursecontext MPU
   created instant
   modified instant
   learning_context_id bigint
   course_visibility varchar(32)
   self_paced bool
   days_early_for_beta int?
   entrance_exam_id varchar(255)?
   primary(learning_context_id)`,
  `learning_sequences_coursesection MPU
   id bigserial
   ordering uint
   usage_key binary_varchar(255)?
   title varchar(1000)
   hide_from_toc bool
   visible_to_staff_only bool
   created instant
   modified instant
   course_context_id bigint
   unique(course_context_id,usage_key)
   key(course_context_id,ordering)`,
  `learning_sequences_coursesectionsequence MPU
   id bigserial
   ordering uint
   hide_from_toc bool
   visible_to_staff_only bool
   created instant
   modified instant
   section_id bigint
   sequence_id bigint
   inaccessible_after_due bool
   course_context_id bigint
   unique(course_context_id,ordering)
   key(section_id)
   key(sequence_id)`,
  `learning_sequences_learningsequence MPU
   id bigserial
   learning_context_id bigint
   usage_key binary_varchar(255)?
   title varchar(1000)
   created instant
   modified instant
   unique(learning_context_id,usage_key)`,
  `waffle_switch GHJMPU
   id serial
   name varchar(100)
   active bool
   note longtext
   created instant
   modified instant
   unique(name)
   key(created)`,
  `django_migrations GHJMPU
   id serial
   app varchar(255)
   name varchar(255)
   applied instant`,
]
