/** Who is on which team, in both places, and the flag between them. Notation: see `eras.ts`. */
export const ROLES: readonly string[] = [
  `student_courseaccessrole GHJMPU
   id serial
   org varchar(64)
   course_id varchar(255)
   role varchar(64)
   user_id int
   unique(user_id,org,course_id,role)
   key(course_id)
   key(org)
   key(role)`,
  `student_courseaccessrolehistory U
   id serial
   created instant
   modified instant
   org varchar(64)
   course_id varchar(255)
   role varchar(64)
   action_type varchar(10)
   old_values json?
   changed_by_id int?
   user_id int
   key(action_type)
   key(changed_by_id)
   key(course_id)
   key(org)
   key(role)
   key(user_id)`,
  `waffle_utils_waffleflagorgoverridemodel U
   id serial
   change_date instant
   enabled bool
   waffle_flag varchar(255)
   org varchar(255)
   override_choice varchar(3)
   note longtext
   changed_by_id int?
   key(changed_by_id)
   key(waffle_flag)
   key(org)
   key(org,waffle_flag)`,
  `waffle_flag V
   id serial
   name varchar(100)
   everyone bool?
   percent decimal(3,1)?
   testing bool
   superusers bool
   staff bool
   authenticated bool
   languages longtext
   rollout bool
   note longtext
   created instant
   modified instant
   unique(name)
   key(created)`,
  `waffle_utils_waffleflagcourseoverridemodel V
   id serial
   change_date instant
   enabled bool
   waffle_flag varchar(255)
   course_id varchar(255)
   override_choice varchar(3)
   note longtext
   changed_by_id int?
   key(changed_by_id)
   key(waffle_flag)
   key(course_id)`,
  `casbin_rule V
   id serial
   ptype varchar(255)
   v0 varchar(255)
   v1 varchar(255)
   v2 varchar(255)
   v3 varchar(255)
   v4 varchar(255)
   v5 varchar(255)`,
  `openedx_authz_subject V
   id bigserial`,
  `openedx_authz_usersubject V
   subject_ptr_id bigint
   user_id int?
   primary(subject_ptr_id)
   key(user_id)`,
  `openedx_authz_extendedcasbinrule V
   id bigserial
   casbin_rule_key varchar(255)
   description longtext?
   created_at instant
   updated_at instant
   metadata json?
   casbin_rule_id int
   scope_id bigint?
   subject_id bigint?
   unique(casbin_rule_key)
   unique(casbin_rule_id)
   key(scope_id)
   key(subject_id)`,
  `openedx_authz_roleassignmentaudit V
   id bigserial
   operation varchar(20)
   subject varchar(255)
   role varchar(255)
   scope varchar(255)
   actor_id int?
   timestamp instant
   key(subject)
   key(scope)`,
]
