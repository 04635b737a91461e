/** Accounts, where they signed up, and who asked to be forgotten. Notation: see `eras.ts`. */
export const PEOPLE: readonly string[] = [
  `auth_user GHJMPU
   id serial
   password varchar(128)
   last_login instant?
   is_superuser bool
   username varchar(30)@G varchar(150)@HJMPU
   first_name varchar(30)@GHJM varchar(150)@PU
   last_name varchar(30)@GH varchar(150)@JMPU
   email varchar(254)
   is_staff bool
   is_active bool
   date_joined instant
   unique(email)
   unique(username)`,
  `auth_userprofile GHJMPU
   id serial
   name varchar(255)
   meta longtext
   courseware varchar(255)
   language varchar(255)
   location varchar(255)
   year_of_birth int?
   gender varchar(6)?
   level_of_education varchar(6)?
   mailing_address longtext?
   city longtext?
   country varchar(2)?
   goals longtext?
   allow_certificate bool@GHJ
   bio varchar(3000)?
   profile_image_uploaded_at instant?
   user_id int
   phone_number varchar(50)?@JMPU
   state varchar(2)?@JMPU
   unique(user_id)
   key(gender)
   key(language)
   key(level_of_education)
   key(location)
   key(name)
   key(year_of_birth)`,
  `student_usersignupsource GHJMPU
   id serial
   site varchar(255)
   user_id int
   key(site)
   key(user_id)`,
  `student_userattribute GHJMPU
   id serial
   created instant
   modified instant
   name varchar(255)
   value varchar(255)
   user_id int
   unique(user_id,name)
   key(name)`,
  `user_api_retirementstate HJMPU
   id serial
   state_name varchar(30)
   state_execution_order smallint
   is_dead_end_state bool
   required bool
   unique(state_execution_order)
   unique(state_name)
   key(is_dead_end_state)`,
  `user_api_userretirementstatus HJMPU
   id serial
   created instant
   modified instant
   original_username varchar(150)
   original_email varchar(254)
   original_name varchar(255)
   retired_username varchar(150)
   retired_email varchar(254)
   responses longtext
   current_state_id int
   last_state_id int
   user_id int
   unique(user_id)
   key(current_state_id)
   key(last_state_id)
   key(original_email)
   key(original_name)
   key(original_username)
   key(retired_email)
   key(retired_username)`,
  `user_api_userretirementrequest HJMPU
   id serial
   created instant
   modified instant
   user_id int
   unique(user_id)`,
]
