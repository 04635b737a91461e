/** Enrollments with their history, and cohorts. Notation: see `eras.ts`. */
export const ENROLLMENT: readonly string[] = [
  `student_courseenrollment GHJMPU
   id serial
   course_id varchar(255)
   created instant?
   is_active bool
   mode varchar(100)
   user_id int
   unique(user_id,course_id)
   key(course_id)
   key(created)
   key(user_id)@MPU
   key(user_id,created)@JMPU`,
  `student_courseenrollment_history JMPU
   id int
   created instant?
   is_active bool
   mode varchar(100)
   history_id char(32)
   history_date instant
   history_change_reason varchar(100)?
   history_type varchar(1)
   course_id varchar(255)?
   history_user_id int?
   user_id int?
   primary(history_id)
   key(course_id)
   key(created)
   key(history_user_id)
   key(id)
   key(user_id)`,
  `student_historicalcourseenrollment G
   id int
   course_id varchar(255)
   created instant?
   is_active bool
   mode varchar(100)
   history_id serial
   history_date instant
   history_type varchar(1)
   history_user_id int?
   user_id int?
   key(course_id)
   key(created)
   key(history_user_id)
   key(id)`,
  `course_groups_courseusergroup GHJMPU
   id serial
   name varchar(255)
   course_id varchar(255)
   group_type varchar(20)
   unique(name,course_id)
   key(course_id)`,
  `course_groups_courseusergroup_users GHJMPU
   id serial
   courseusergroup_id int
   user_id int
   unique(courseusergroup_id,user_id)
   key(user_id)`,
  `course_groups_cohortmembership GHJMPU
   id serial
   course_id varchar(255)
   course_user_group_id int
   user_id int
   unique(user_id,course_id)
   key(course_user_group_id)
   key(user_id)@GH`,
]
