import { secondsAhead } from '../../backup/clock-differences.ts';
import { skip } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';
import { clockFinding } from '../clock-finding.ts';

/** By the Date of an HTTP answer (RFC 9110), which each system with a clock must send; that all of them do is not confirmed. */
export const storageClock: Check<CheckedDatabase> = {
  name: 'storage-clock',
  title: "the clock of the storage system, which dates the snapshots, is this host's to a minute",
  needs: ['storage-login'],
  remedy: 'let this host, the database host and the storage system follow the same time server',
  run: ({ storage }) => {
    const found = storage.shownTime();
    return found === undefined ? skip('the system does not date its answers; each backup measures it by its snapshot') : clockFinding(secondsAhead(found.shown, found.window));
  },
};
