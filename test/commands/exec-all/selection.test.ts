import { describe, expect, it } from 'vitest';
import { withoutExcluded } from '#commands/exec-all/selection.ts';

const configuration = { file: '/etc/icb/backup.cfg', databases: ['sales', 'orcl', 'hr'] };

describe('the databases of an action on all', () => {
  it.each([
    ['', ['sales', 'orcl', 'hr']],
    ['orcl', ['sales', 'hr']],
    [' hr , sales,', ['orcl']],
  ])('without %j are %j, in the order of the file', (exclusions, expected) => {
    expect(withoutExcluded(configuration, exclusions)).toEqual(expected);
  });

  it.each([
    ['slaes', 'cannot exclude slaes: no such database in /etc/icb/backup.cfg (did you mean sales?)'],
    ['ORCL', 'cannot exclude ORCL: no such database in /etc/icb/backup.cfg (did you mean orcl?)'],
    ['hr,orcl,sales', 'no database of /etc/icb/backup.cfg is left: all of them are excluded'],
  ])('cannot be without %j', (exclusions, message) => {
    expect(() => withoutExcluded(configuration, exclusions)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('must be there', () => {
    expect(() => withoutExcluded({ ...configuration, databases: [] }, '')).toThrow('there is no database in /etc/icb/backup.cfg');
  });
});
