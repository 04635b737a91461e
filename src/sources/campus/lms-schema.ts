/**
 * The LMS's tables that the campus fills, as a current release has them, for an empty database. A
 * database that has its tables already keeps them; then whatever columns it has are filled.
 */
export const LMS_TABLES: readonly string[] = [
  `create table if not exists auth_user (
    id int not null auto_increment primary key, password varchar(128) not null, last_login datetime(6) null,
    is_superuser tinyint(1) not null, username varchar(150) not null unique, first_name varchar(150) not null,
    last_name varchar(150) not null, email varchar(254) not null unique, is_staff tinyint(1) not null,
    is_active tinyint(1) not null, date_joined datetime(6) not null)`,
  `create table if not exists auth_userprofile (
    id int not null auto_increment primary key, name varchar(255) not null, meta longtext not null,
    courseware varchar(255) not null, language varchar(255) not null, location varchar(255) not null,
    year_of_birth int null, gender varchar(6) null, level_of_education varchar(6) null, mailing_address longtext null,
    city longtext null, country varchar(2) null, goals longtext null, bio varchar(3000) null,
    profile_image_uploaded_at datetime(6) null, user_id int not null unique, phone_number varchar(50) null,
    state varchar(2) null, key (name))`,
  `create table if not exists student_usersignupsource (
    id int not null auto_increment primary key, site varchar(255) not null, user_id int not null, key (site), key (user_id))`,
  `create table if not exists student_courseenrollment (
    id int not null auto_increment primary key, course_id varchar(255) not null, created datetime(6) null,
    is_active tinyint(1) not null, mode varchar(100) not null, user_id int not null,
    unique key (user_id, course_id), key (course_id), key (created), key (user_id, created))`,
  `create table if not exists student_courseaccessrole (
    id int not null auto_increment primary key, org varchar(64) not null, course_id varchar(255) not null,
    role varchar(64) not null, user_id int not null, unique key (user_id, org, course_id, role),
    key (course_id), key (org), key (role))`,
  `create table if not exists course_overviews_courseoverview (
    created datetime(6) not null, modified datetime(6) not null, version int not null, id varchar(255) not null primary key,
    _location varchar(255) not null, display_name longtext null, display_number_with_default longtext not null,
    display_org_with_default longtext not null, start datetime(6) null, \`end\` datetime(6) null,
    course_image_url longtext not null, certificates_show_before_end tinyint(1) not null, org longtext not null,
    self_paced tinyint(1) not null, lowest_passing_grade decimal(5,2) null, visible_to_staff_only tinyint(1) not null,
    invitation_only tinyint(1) not null, language longtext null)`,
  `create table if not exists organizations_organization (
    id int not null auto_increment primary key, created datetime(6) not null, modified datetime(6) not null,
    name varchar(255) not null, short_name varchar(255) not null unique, description longtext null,
    logo varchar(255) null, active tinyint(1) not null, key (name))`,
  `create table if not exists organizations_organizationcourse (
    id int not null auto_increment primary key, created datetime(6) not null, modified datetime(6) not null,
    course_id varchar(255) not null, active tinyint(1) not null, organization_id int not null,
    unique key (course_id, organization_id), key (course_id))`,
  `create table if not exists django_site (
    id int not null auto_increment primary key, domain varchar(100) not null unique, name varchar(50) not null)`,
  `create table if not exists site_configuration_siteconfiguration (
    id int not null auto_increment primary key, site_id int not null unique, enabled tinyint(1) not null,
    site_values longtext not null)`,
  `create table if not exists courseware_studentmodule (
    id bigint unsigned not null auto_increment primary key, module_type varchar(32) not null,
    module_id varchar(255) not null, course_id varchar(255) not null, state longtext null, grade double null,
    max_grade double null, done varchar(8) not null, created datetime(6) not null, modified datetime(6) not null,
    student_id int not null, unique key (student_id, module_id, course_id), key (module_type), key (course_id),
    key (grade), key (created), key (modified), key courseware_stats (module_id, grade, student_id))`,
  `create table if not exists grades_persistentcoursegrade (
    created datetime(6) not null, modified datetime(6) not null, id bigint unsigned not null auto_increment primary key,
    user_id int not null, course_id varchar(255) not null, course_edited_timestamp datetime(6) null,
    course_version varchar(255) not null, grading_policy_hash varchar(255) not null, percent_grade double not null,
    letter_grade varchar(255) not null, passed_timestamp datetime(6) null, unique key (course_id, user_id),
    key (modified, course_id), key (passed_timestamp, course_id), key (user_id))`,
]
