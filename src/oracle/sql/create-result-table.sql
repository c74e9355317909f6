-- Make the table of the result catalog.
-- (no placeholders)
create table restoreaction (
  id number not null,
  db_unique_name varchar2(128) not null,
  start_time date not null,
  finish_time date not null,
  success number(1) not null,
  logfile varchar2(4000) not null,
  logfilecontents clob,
  verificationtimediffseconds number,
  snapid varchar2(255),
  restore_target date,
  validated_corruption number(1) not null,
  constraint restoreaction_pk primary key (id),
  constraint restoreaction_success check (success in (0, 1)),
  constraint restoreaction_validated check (validated_corruption in (0, 1))
);
