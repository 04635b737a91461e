/** What learners did, completed and earned, and what staff did on their behalf. Notation: see `eras.ts`. */
export const WORK: readonly string[] = [
  `courseware_studentmodule GHJMPU
   id serial@GH ubigserial@JMPU
   module_type varchar(32)
   module_id varchar(255)
   course_id varchar(255)
   state longtext?
   grade double?
   max_grade double?
   done varchar(8)
   created instant
   modified instant
   student_id int
   unique(student_id,module_id,course_id)
   key(course_id)
   key(created)
   key(done)@G
   key(grade)
   key(modified)
   key(module_id)@G
   key(module_id,grade,student_id)@MPU
   key(module_type)`,
  `courseware_studentmodulehistory GHJMPU
   id serial
   version varchar(255)?
   created instant
   state longtext?
   grade double?
   max_grade double?
   student_module_id int
   key(created)
   key(student_module_id)
   key(version)`,
  `coursewarehistoryextended_studentmodulehistoryextended GHJMPU
   version varchar(255)?
   created instant
   state longtext?
   grade double?
   max_grade double?
   id ubigserial
   student_module_id int@GH ubigint@JMP int@U
   key(created)
   key(student_module_id)
   key(version)`,
  `completion_blockcompletion HJMPU
   created instant
   modified instant
   id bigserial
   course_key varchar(255)
   block_key varchar(255)
   block_type varchar(64)
   completion double
   user_id int
   unique(course_key,block_key,user_id)
   key(course_key,block_type,user_id)
   key(user_id,course_key,modified)`,
  `instructor_task_instructortask GHJMPU
   id serial
   task_type varchar(50)
   course_id varchar(255)
   task_key varchar(255)
   task_input varchar(255)@GH longtext@JMPU
   task_id varchar(255)
   task_state varchar(50)?
   task_output varchar(1024)?
   created instant?
   updated instant
   subtasks longtext
   requester_id int
   key(course_id)
   key(requester_id)
   key(task_id)
   key(task_key)
   key(task_state)
   key(task_type)`,
  `grades_persistentcoursegrade GHJMPU
   created instant
   modified instant
   id ubigserial
   user_id int
   course_id varchar(255)
   course_edited_timestamp instant?
   course_version varchar(255)
   grading_policy_hash varchar(255)
   percent_grade double
   letter_grade varchar(255)
   passed_timestamp instant?
   unique(course_id,user_id)
   key(modified,course_id)
   key(passed_timestamp,course_id)
   key(user_id)`,
  `grades_persistentsubsectiongrade GHJMPU
   created instant
   modified instant
   id ubigserial
   user_id int
   course_id varchar(255)
   usage_key varchar(255)
   subtree_edited_timestamp instant?
   course_version varchar(255)
   earned_all double
   possible_all double
   earned_graded double
   possible_graded double
   visible_blocks_hash varchar(100)
   first_attempted instant?
   unique(course_id,user_id,usage_key)
   key(first_attempted,course_id,user_id)
   key(modified,course_id,usage_key)
   key(visible_blocks_hash)`,
  `grades_persistentsubsectiongradeoverride HJMPU
   id serial
   created instant
   modified instant
   earned_all_override double?
   possible_all_override double?
   earned_graded_override double?
   possible_graded_override double?
   grade_id ubigint
   override_reason varchar(300)?@JMPU
   system varchar(100)?@JMPU
   unique(grade_id)
   key(created)
   key(modified)`,
  `grades_visibleblocks GHJMPU
   id serial
   blocks_json longtext
   hashed varchar(100)
   course_id varchar(255)
   unique(hashed)
   key(course_id)`,
  `certificates_generatedcertificate GHJMPU
   id serial
   course_id varchar(255)
   verify_uuid varchar(32)
   download_uuid varchar(32)
   download_url varchar(128)
   grade varchar(5)
   key varchar(32)
   distinction bool
   status varchar(32)
   mode varchar(32)
   name varchar(255)
   created_date instant
   modified_date instant
   error_reason varchar(512)
   user_id int
   unique(user_id,course_id)
   key(verify_uuid)`,
  `certificates_historicalgeneratedcertificate JMPU
   id int
   course_id varchar(255)
   verify_uuid varchar(32)
   download_uuid varchar(32)
   download_url varchar(128)
   grade varchar(5)
   key varchar(32)
   distinction bool
   status varchar(32)
   mode varchar(32)
   name varchar(255)
   created_date instant
   modified_date instant
   error_reason varchar(512)
   history_id serial
   history_date instant
   history_change_reason varchar(100)?
   history_type varchar(1)
   history_user_id int?
   user_id int?
   key(history_user_id)
   key(id)
   key(user_id)
   key(verify_uuid)`,
  `certificates_certificatedateoverride PU
   id serial
   created instant
   modified instant
   date instant
   reason longtext
   generated_certificate_id int
   overridden_by_id int
   unique(generated_certificate_id)
   key(overridden_by_id)`,
]
