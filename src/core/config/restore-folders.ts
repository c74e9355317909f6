// Which folders of a restore test must keep clear of each other. The scratch folder is emptied, and what lies at the mount
// point is hidden while a clone is mounted. Compared as written: links are looked at when the scratch folder is emptied.
import type { Problem } from './problem.ts';
import type { RestoreTestSettings } from './restore-settings.ts';
import type { SettingsSource } from './source.ts';

/** Folders that are the same as another, or lie within one in a way that would destroy or hide something. */
export function restoreFolderProblems(source: SettingsSource, settings: RestoreTestSettings): Problem[] {
  const { name, scratchFolder, mountPoint, logFolder } = settings;
  const report = (key: string, message: string, hint: string): Problem => {
    const { section, line } = source.find(key, 'autorestore', name) ?? { section: 'autorestore' };
    return { severity: 'error', section, line, key, message, hint };
  };
  const scratchHint = 'autorestoredestination is emptied: give it a folder of its own';
  const logHint = 'a mounted clone hides what lies there: keep the logs elsewhere';
  const logWithinMount = relationOf(logFolder, mountPoint);
  return [
    ...scratchFaults(settings).map((fault) => report('autorestoredestination', `the scratch folder ${scratchFolder} ${fault}`, scratchHint)),
    ...(logWithinMount === 'lies within' ? [report('autorestorelogdir', `the log folder ${logFolder} lies within the mount point ${mountPoint}`, logHint)] : []),
    ...(logWithinMount === 'is' ? [report('autorestorelogdir', `the log folder is the mount point ${mountPoint}`, logHint)] : []),
  ];
}

function scratchFaults({ scratchFolder, mountPoint, logFolder, area = '', oracleHome }: RestoreTestSettings): string[] {
  if (scratchFolder === '/') return ['is the root of all folders'];
  const others = [
    { what: 'the mount point', path: mountPoint, mayHoldScratch: false },
    { what: 'the log folder', path: logFolder, mayHoldScratch: true },
    { what: 'the backup area', path: area, mayHoldScratch: false },
    { what: 'the Oracle home', path: oracleHome, mayHoldScratch: false },
  ];
  return others.flatMap(({ what, path, mayHoldScratch }) => {
    const relation = relationOf(scratchFolder, path);
    return relation === undefined || (relation === 'lies within' && mayHoldScratch) ? [] : [`${relation} ${what} ${path}`];
  });
}

/** Undefined also where one of them is not configured. */
function relationOf(folder: string, other: string): 'is' | 'holds' | 'lies within' | undefined {
  if (folder === '' || other === '') return undefined;
  if (folder === other) return 'is';
  if (isBelow(other, folder)) return 'holds';
  return isBelow(folder, other) ? 'lies within' : undefined;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
