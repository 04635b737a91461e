/** The enterprise application: companies, their people and enrollments. Notation: see `eras.ts`. */
export const ENTERPRISE: readonly string[] = [
  `enterprise_enterprisecustomer GHJMPU
   created instant
   modified instant
   uuid char(32)
   name varchar(255)
   active bool
   site_id int
   catalog uint?@GH
   enable_data_sharing_consent bool
   enforce_data_sharing_consent varchar(25)
   enable_audit_enrollment bool
   enable_audit_data_reporting bool@HJMPU
   replace_sensitive_sso_username bool@HJMPU
   hide_course_original_price bool@HJMPU
   slug varchar(30)@HJMPU
   country varchar(2)?@JMPU
   enable_autocohorting bool@JMPU
   customer_type_id int@JMPU
   enable_portal_code_management_screen bool@JMPU
   enable_learner_portal bool@JMPU
   enable_portal_reporting_config_screen bool@JMPU
   contact_email varchar(254)?@JMPU
   enable_portal_subscription_management_screen bool@JMPU
   enable_slug_login bool@JMPU
   enable_portal_saml_configuration_screen bool@MPU
   default_contract_discount decimal(8,5)?@MPU
   enable_analytics_screen bool@MPU
   enable_integrated_customer_learner_portal_search bool@MPU
   default_language varchar(25)?@MPU
   enable_portal_lms_configurations_screen bool@MPU
   sender_alias varchar(255)?@MPU
   reply_to varchar(254)?@MPU
   hide_labor_market_data bool@PU
   enable_universal_link bool@PU
   enable_browse_and_request bool@PU
   enable_learner_portal_offers bool@PU
   enable_portal_learner_credit_management_screen bool@PU
   enable_executive_education_2U_fulfillment bool@PU
   auth_org_id varchar(80)?@U
   enable_generation_of_api_credentials bool@U
   enable_pathways bool@U
   enable_programs bool@U
   enable_demo_data_for_analytics_and_lpr bool@U
   enable_academies bool@U
   enable_one_academy bool@U
   disable_expiry_messaging_for_learner_credit bool@U
   enable_learner_portal_sidebar_message bool@U
   learner_portal_sidebar_content longtext@U
   show_videos_in_learner_portal_search_results bool@U
   enable_learner_credit_message_box bool@U
   require_account_level_consent bool@G
   primary(uuid)
   unique(slug)@HJMPU
   key(customer_type_id)@JMPU
   key(site_id)`,
  `enterprise_enterprisecustomeruser GHJMPU
   id serial
   created instant
   modified instant
   user_id uint
   enterprise_customer_id char(32)
   invite_key_id char(32)?@PU
   should_inactivate_other_customers bool@PU
   is_relinkable bool@PU
   user_fk int?@U
   active bool@HJMPU
   linked bool@JMPU
   unique(enterprise_customer_id,user_id)
   key(invite_key_id)@PU
   key(user_fk)@U
   key(user_id)@JMPU`,
  `enterprise_enterprisecourseenrollment GHJMPU
   id serial
   created instant
   modified instant
   consent_granted bool?@G
   course_id varchar(255)
   enterprise_customer_user_id int
   marked_done bool@J
   source_id int?@JMPU
   saved_for_later bool@MPU
   unenrolled bool?@U
   unenrolled_at instant?@U
   unique(enterprise_customer_user_id,course_id)
   key(source_id)@JMPU
   key(unenrolled)@U
   key(unenrolled_at)@U`,
]
