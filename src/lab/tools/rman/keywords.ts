/** Words RMAN calls by their name in a syntax error; any other word is an "identifier" to it. Not complete, but all we parse. */
export const keywords: ReadonlySet<string> = new Set(
  `advise all allocate alter applied archivelog as auto autobackup auxiliary backup backuppiece backupset backups by catalog change channel
  check clear command compressed compression configure connect controlfile convert copies copy create crosscheck cumulative current database
  datafile datafilecopy days default delete deletion describe device disk drop duplicate echo encryption exclude execute exit expired
  filesperset flashback for force format from full g grant high host id identified import incarnation include incremental input k keep level like
  list load logical logs low m maxopenfiles maxpiecesize maxsetsize medium minimize mount name new newname nocatalog noexclude noprompt none not
  obsolete of off on open optimization optimize or output parallelism password plus pluggable policy preview print prompt quit rate
  recover recovery redundancy register release repair replace report reset restore resync retention reuse revoke run scn section send
  sequence set shipped show shutdown since size skip snapshot spfile spool sql standby startup start summary switch tablespace tag target tempfile
  thread time times to transport type unavailable uncatalog unlimited unregister until up upgrade validate window with`.split(/\s+/),
);
