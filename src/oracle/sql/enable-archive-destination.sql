-- Let the database archive to a destination again that was deferred, on every instance, now and after a restart.
-- ${slot}  number of the slot
alter system set log_archive_dest_state_${slot} = enable scope=both sid='*';
