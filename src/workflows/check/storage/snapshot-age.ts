import { formatDuration } from '#core/durations.ts';
import { snapshotAge as judgeAge } from '#retention/snapshot-age.ts';
import { readLedger } from '../../ledger.ts';
import { fail, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const snapshotAge: Check<CheckedDatabase> = {
  name: 'snapshot-age',
  title: "the age of icb's newest snapshot: warningsnapage and criticalsnapage",
  needs: ['storage-login'],
  remedy: 'find out why no backup has run: the schedule, the log of the last run in <area>/backup_logs',
  run: async ({ settings, storage, clock }, signal) => {
    const opened = await storage.storage(signal);
    const listed = (await storage.snapshots(signal)).filter(({ id }) => opened.ownsSnapshot(id));
    const own = listed.filter(({ defect }) => defect === undefined);
    if (own.length === 0 && listed.length > 0) return fail(`none of ${listed.length} is complete: ${listed.at(-1)?.defect ?? ''}`);
    const known = own.length === 0 ? await readLedger(settings.area, signal) : [];
    if (known.length > 0) return fail(`there is none, but the ledger knows ${known.length}: they were dropped, or this is another volume`);
    if (own.length === 0) return skip('there is no snapshot yet: the second backup takes the first');
    const { status, ageMs, reason } = judgeAge(own, clock.now(), { warningAgeMs: settings.warningSnapshotAgeMs, criticalAgeMs: settings.criticalSnapshotAgeMs });
    // Only one dated in the future has a reason: a clock is wrong then, and only old ones behind it tell that backups are missing.
    if (reason !== undefined) return (status === 'CRITICAL' ? fail : warn)(reason, 'compare the clocks of this host and of the storage system');
    const told = `${formatDuration(ageMs ?? 0)} old`;
    if (status === 'CRITICAL') return fail(told);
    return status === 'WARNING' ? warn(told) : ok(told);
  },
};
