// Who is told of a run of `icb backup`: the site's own commands of every action, the dead-man's switch of those that make a backup.
import type { NoticeSettings } from '#core/config/notice-settings.ts';
import type { DatabaseSettings } from '#core/config/settings.ts';
import { IcbError } from '#core/errors.ts';
import type { Log } from '#core/log.ts';
import type { SessionLog } from '#core/log/session-log.ts';
import type { PingEvent } from '#workflows/notices/ping.ts';
import { RunHooks } from '#workflows/notices/run-hooks.ts';
import type { BackupAction } from './backup-actions.ts';
import type { Document } from './backup-document.ts';
import type { World } from './context.ts';

export interface BackupNotices {
  /** Under the lock. @throws {NotStartedError} when the site does not want the work to begin */
  readonly begin: (log: SessionLog) => Promise<void>;
  /** Under the lock, with what the action tells; what it has found is a failure. */
  readonly ended: (document: Document, log: SessionLog) => Promise<void>;
  /** Of several failures only the first is told. */
  readonly failed: (error: unknown, log: Log | SessionLog) => Promise<void>;
}

interface NoticedRun {
  readonly database: DatabaseSettings;
  readonly action: BackupAction;
  readonly configurationFile: string;
  readonly world: Pick<World, 'launchTool' | 'signal'>;
}

/** What `missingarchlog` does every few hours must not look like a backup to whoever waits for one. */
const pingingActions: readonly BackupAction[] = ['imagecopywithsnap', 'backupimagecopy'];

export function openBackupNotices({ hooks, ping }: NoticeSettings, { database, action, configurationFile, world }: NoticedRun): BackupNotices {
  const { name, area, oracleHome, tnsAdmin } = database;
  const facts = { COMMAND: 'backup', DATABASE: name, ACTION: action, CONFIG: configurationFile, AREA: area, ORACLE_HOME: oracleHome, TNS_ADMIN: tnsAdmin };
  const runHooks = new RunHooks({ hooks, facts, launch: world.launchTool, signal: world.signal });
  let isFailureTold = false;
  const tell = async (event: PingEvent, log: Log): Promise<void> => {
    if (ping === undefined || !pingingActions.includes(action)) return;
    const { sendPing } = await import('#workflows/notices/ping.ts');
    await sendPing(ping, event, log);
  };
  const failed: BackupNotices['failed'] = async (error, log) => {
    if (isFailureTold) return;
    isFailureTold = true;
    await tell('fail', log);
    await runHooks.afterFailure(error, logFact(log), log);
  };
  return {
    begin: async (log) => {
      await tell('start', log);
      await runHooks.beforeWork(logFact(log), log);
    },
    ended: async (document, log) => {
      const { findings, snapshot } = document;
      const [finding] = Array.isArray(findings) ? findings.map(String) : [];
      if (finding !== undefined) return await failed(new IcbError(finding), log);
      await tell('success', log);
      await runHooks.afterWork({ ...logFact(log), SNAPSHOT: typeof snapshot === 'string' ? snapshot : undefined, WARNINGS: String(log.warningCount) }, log);
    },
    failed,
  };
}

function logFact(log: Log | SessionLog): { readonly LOG: string | undefined } {
  return { LOG: 'filePath' in log ? log.filePath : undefined };
}
