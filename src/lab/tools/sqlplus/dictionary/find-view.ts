import { backupViews } from './backup-views.ts';
import { containerViews } from './container-views.ts';
import { databaseViews } from './database-views.ts';
import { datafileViews } from './datafile-views.ts';
import { number } from './dictionary-view.ts';
import type { DictionaryView } from './dictionary-view.ts';
import { fileViews } from './file-views.ts';
import { schedulerViews } from './scheduler-views.ts';
import { viewInRelease } from './release-of-names.ts';

const views: ReadonlyMap<string, DictionaryView> = new Map([...databaseViews, ...containerViews, ...fileViews, ...datafileViews, ...backupViews, ...schedulerViews].map((view) => [view.name, view]));
const owners: readonly (string | undefined)[] = [undefined, 'SYS', 'PUBLIC'];

/** The lab's tools are connected to the first instance; the others have sessions of nobody, and an undo tablespace of their own. */
const ofAllInstances: ReadonlyMap<string, string> = new Map([
  ['V$INSTANCE', 'instance, database'],
  ['V$PARAMETER', "(SELECT instance_number, p.rowid AS rowid, p.name, CASE p.name WHEN 'undo_tablespace' THEN 'UNDOTBS' || instance_number ELSE p.value END AS value, p.isdefault FROM instance, parameter p)"],
]);

/** A dictionary view by any of its names, V$X, SYS.V_$X, GV$X with its INST_ID, as a release of that version has it. */
export function findView(schema: string | undefined, name: string, version: string): DictionaryView | undefined {
  const found = findNamed(schema, name);
  return found === undefined ? undefined : viewInRelease(found, version);
}

function findNamed(schema: string | undefined, name: string): DictionaryView | undefined {
  if (!owners.includes(schema)) return undefined;
  const synonym = name.replace(/^(G?V)_\$/, '$1$$');
  if (!synonym.startsWith('GV$')) return views.get(synonym);
  const local = views.get(synonym.slice(1));
  if (local === undefined) return undefined;
  const from = ofAllInstances.get(local.name);
  const instanceId = number(from === undefined ? '1' : 'instance_number');
  return { ...local, from: from ?? local.from, name: synonym, columns: [{ name: 'INST_ID', ...instanceId }, ...local.columns] };
}
