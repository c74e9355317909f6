// What a restore to a point in time is about to do, for the DBA who has to say yes to it.

import type { DateTime } from 'luxon';

export interface RestorePlan {
  readonly database: string;
  readonly oracleHome: string;
  readonly mountFolder: string;
  readonly sid: string;
  /** Which of these nobody has told: they only show what it would look like. */
  readonly examples: readonly ('mountFolder' | 'sid')[];
  readonly open: 'read only' | 'resetlogs';
  readonly target: DateTime;
  /** IANA zone of this host. */
  readonly hostZone: string;
  /** IANA zone of the source database; undefined until its clone is mounted. */
  readonly sourceZone: string | undefined;
  /** One snapshot, or data files and redo from two. */
  readonly snapshots: { readonly dataFiles: string; readonly redo: string | undefined };
}

export interface ShownScript {
  readonly name: string;
  readonly condition: string | undefined;
  readonly text: string;
}

const timeFormat = 'yyyy-MM-dd HH:mm:ss';

export function planLines(plan: RestorePlan): readonly string[] {
  const { database, oracleHome, mountFolder, sid, examples, target, hostZone, sourceZone, snapshots, open } = plan;
  const exampleOf = (name: (typeof examples)[number], option: string): string => (examples.includes(name) ? ` (an example; ${option} names it)` : '');
  const { dataFiles, redo } = snapshots;
  const rows: readonly (readonly [string, string])[] = [
    ['Database', database],
    ['Oracle home', oracleHome],
    ['Mount folder', `${mountFolder}${redo === undefined ? '' : ' (data and redo in it)'}${exampleOf('mountFolder', '--mount DIR')}`],
    ['Instance (SID)', `${sid}${exampleOf('sid', '--sid SID')}`],
    ['Target time, UTC', `${target.toUTC().toFormat(timeFormat)}Z`],
    ['Target time, local', localTime(target, hostZone)],
    ['Target time, source', sourceZone === undefined ? 'its zone is known when the clone is mounted' : localTime(target, sourceZone)],
    ...(redo === undefined ? [['Snapshot', dataFiles] as const] : [['Snapshot of the data', dataFiles] as const, ['Snapshot of the redo', redo] as const]),
    ['Opened', open === 'read only' ? 'read only' : 'read-write, with resetlogs'],
  ];
  return rows.map(([name, value]) => `  ${`${name}:`.padEnd(22)}${value}`);
}

export function scriptLines(scripts: readonly ShownScript[]): readonly string[] {
  return scripts.flatMap(({ name, condition, text }) => [
    '',
    `--- ${name}${condition === undefined ? '' : ` (${condition})`}`,
    ...text.trimEnd().split('\n'),
  ]);
}

export function planDocument(plan: RestorePlan, scripts: readonly ShownScript[]): object {
  const { database, oracleHome, sid, mountFolder, examples, open, target, sourceZone, snapshots } = plan;
  return {
    database,
    dryRun: true,
    oracleHome,
    sid,
    mountFolder,
    examples,
    open,
    target: target.toUTC().toISO(),
    sourceZone: sourceZone ?? null,
    snapshots: { dataFiles: snapshots.dataFiles, redo: snapshots.redo ?? null },
    scripts: scripts.map(({ name, condition, text }) => ({ name, condition: condition ?? null, text })),
  };
}

function localTime(target: DateTime, zone: string): string {
  return `${target.setZone(zone).toFormat(`${timeFormat}ZZ`)} ${zone}`;
}
