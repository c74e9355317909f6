import { openResultCatalog } from '#catalog/open-result-catalog.ts';
import type { ResultCatalog } from '#catalog/result-catalog.ts';
import type { Configuration } from '#core/config/configuration.ts';
import type { RestoreTestSettings } from '#core/config/restore-settings.ts';
import type { Log } from '#core/log.ts';
import { oracleEnvironment } from '#oracle/programs/environment.ts';
import { createResultCatalogSql } from '#oracle/result-catalog-sql.ts';
import type { CommandContext } from '../context.ts';
import { hostZone, newToken } from '../session-surroundings.ts';

/** For everything one call does: a log of 20 MB takes seconds, a dead listener minutes. */
const limitMs = 300_000;

export interface CatalogCall {
  readonly configuration: Configuration;
  readonly settings: RestoreTestSettings;
  readonly context: CommandContext;
  readonly log: Log;
  /** Folder for private temporary files. */
  readonly temporaryFolder: string;
}

/** The result catalog of a database, through the Oracle home of its restores. Nothing is opened yet. */
export function openConfiguredCatalog({ configuration, settings, context, log, temporaryFolder }: CatalogCall, setting: string): ResultCatalog {
  const { world } = context;
  const { tnsAdmin } = settings;
  return openResultCatalog(setting, {
    log,
    clock: world.clock,
    hostZone: hostZone(),
    oracleEnvironment: oracleEnvironment(settings),
    tnsAdmin,
    launch: world.launchTool,
    node: process.execPath,
    limitMs,
    sqlplus: (connect) => createResultCatalogSql({ ...settings, connect, launch: world.launchTool, log, clock: world.clock, temporaryFolder, newToken }),
    credentials: { directory: configuration.directory, env: world.env },
  });
}
