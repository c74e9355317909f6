-- Start the instance of a restored copy, without a control file yet.
-- ${pfile}  quoted path of its init file
startup nomount pfile=${pfile}
