import type { CloneParameters } from './clone-parameters.ts';

/** The backup of one database, as a mounted clone shows it. */
export interface BackupInClone {
  readonly mountPoint: string;
  /** Where `autorestore.cfg` and the control file's backup lie: the mount point, or a folder in it. */
  readonly folder: string;
  /** Folders of image copies; several when the database has several volumes. */
  readonly dataFolders: readonly string[];
  readonly archivedLogFolders: readonly string[];
  readonly controlFileBackup: string;
  readonly parameters: CloneParameters;
}
