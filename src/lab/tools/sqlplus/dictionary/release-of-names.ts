import { isAtLeast } from '#oracle/oracle-version.ts';
import type { DictionaryView } from './dictionary-view.ts';

/** Columns that are younger than 11.2 in every view, or in one (Database Reference, "Changes in This Release"; partly from memory). */
const columns: Readonly<Record<string, string>> = {
  CON_ID: '12.1',
  'V$DATABASE.CDB': '12.1',
  'V$DATABASE.CON_DBID': '12.1',
  'V$INSTANCE.INSTANCE_MODE': '12.1',
  'V$INSTANCE.EDITION': '12.1',
  'V$INSTANCE.FAMILY': '12.1',
  'V$INSTANCE.DATABASE_TYPE': '12.2',
  'V$INSTANCE.VERSION_LEGACY': '18.1',
  'V$INSTANCE.VERSION_FULL': '18.1',
  'DBA_USERS.COMMON': '12.1',
  'V$VERSION.BANNER_FULL': '18.1',
  'V$VERSION.BANNER_LEGACY': '18.1',
};

const views: Readonly<Record<string, string>> = {
  'V$PDBS': '12.1',
  'V$CONTAINERS': '12.1',
  'V$NONLOGGED_BLOCK': '12.1',
  'V$ENCRYPTION_KEYS': '12.1',
  DBA_PDBS: '12.1',
  DBA_CREDENTIALS: '12.1',
};

/** What a release shows of a view; undefined where the view is younger. */
export function viewInRelease(view: DictionaryView, version: string): DictionaryView | undefined {
  const name = view.name.replace(/^GV\$/u, 'V$');
  const born = views[name] ?? (name.startsWith('CDB_') ? '12.1' : undefined);
  if (born !== undefined && !isAtLeast(version, born)) return undefined;
  const visible = view.columns.filter((column) => {
    const since = columns[`${name}.${column.name}`] ?? columns[column.name];
    return since === undefined || isAtLeast(version, since);
  });
  return { ...view, columns: visible };
}
