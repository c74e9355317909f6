-- Use a free archive destination slot, on every instance, now and after a restart.
-- ${slot}         number of the slot
-- ${destination}  quoted value of LOG_ARCHIVE_DEST_n
alter system set log_archive_dest_${slot} = ${destination} scope=both sid='*';
alter system set log_archive_dest_state_${slot} = enable scope=both sid='*';
