import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { restoreTestLogNaming } from '#core/log/log-names.ts';

describe('the name of a restore test log', () => {
  const naming = restoreTestLogNaming('orcl');

  it('begins with the local time of the start, so that all databases sort by time', () => {
    expect(naming.name(DateTime.fromISO('2016-11-08T22:48:51', { zone: 'Europe/Berlin' }))).toBe('20161108T224851-orcl.log');
  });

  it('tells the start again', () => {
    expect(naming.startOf('20161108T224851-orcl.log', 'Europe/Berlin')?.toISO()).toBe('2016-11-08T22:48:51.000+01:00');
  });

  it.each([
    ['the certificate of the same test', '20161108T224851-orcl.json'],
    ['its page', '20161108T224851-orcl.html'],
    ['a log of another database', '20161108T224851-orcl2.log'],
    ['a log of a database whose name ends alike', '20161108T224851-my-orcl.log'],
    ['a time that does not exist', '20169999T224851-orcl.log'],
    ['a log of the database itself', 'alert_orcl.log'],
    ['a packed log', '20161108T224851-orcl.log.gz'],
    ['a name with something before it', 'x20161108T224851-orcl.log'],
  ])('is not that of %s', (_what, name) => {
    expect(naming.startOf(name, 'Europe/Berlin')).toBeUndefined();
  });
});
