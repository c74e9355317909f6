import { fail, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

const soonDays = 30;
const dayMs = 86_400_000;

/** One that has expired already is told by the login, which fails. */
export const certificate: Check<CheckedDatabase> = {
  name: 'certificate',
  title: `the TLS certificate of the storage system: WARN ${soonDays} days before it expires`,
  needs: ['storage-login'],
  remedy: 'renew the certificate on the storage system, and cacert beside the configuration where its CA changes',
  run: ({ storage, clock }) => {
    const validTo = storage.certificateEnds();
    if (validTo === undefined) return skip('no certificate was verified: tlsverify is false, or it is not spoken to over HTTPS');
    const days = Math.floor((validTo.getTime() - clock.now().toMillis()) / dayMs);
    const told = `valid until ${validTo.toISOString().slice(0, 10)}, ${days} days`;
    if (days < 0) return fail(`expired on ${validTo.toISOString().slice(0, 10)}`);
    return days < soonDays ? warn(told) : ok(told);
  },
};
