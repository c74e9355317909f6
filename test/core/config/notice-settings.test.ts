import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '#core/config/check.ts';
import { configurationOf, goodText, pretendedFolder } from './sample-text.ts';

const ping = (url: string, caFile: string) => ({ url, caFile });

describe('hooks and ping around the runs of a database', () => {
  it('are for backups in [generic] and its own section, for restore tests in [autorestore], and its own for it', () => {
    const configuration = configurationOf(
      '[generic]\nhookpre: logger -t icb\ngenerichookpost: x\npingcacert: ca.pem\n[autorestore]\nhookfailure: /opt/a b\nhooktimeout: 0.5\npingurl: https://hc/all\n[orcl]\ngenerichookpost: /opt/own\npingurl: https://hc/orcl\n',
    );

    expect(configuration.notices('orcl', 'backup')).toEqual({
      hooks: { pre: ['logger', '-t', 'icb'], post: ['/opt/own'], failure: undefined, limitMs: 300_000 },
      ping: ping('https://hc/orcl', `${pretendedFolder}/ca.pem`),
    });
    expect(configuration.notices('orcl', 'autorestore')).toEqual({
      hooks: { pre: undefined, post: undefined, failure: ['/opt/a', 'b'], limitMs: 30_000 },
      ping: ping('https://hc/all', `${pretendedFolder}/ca.pem`),
    });
  });

  it('have an address for each database by one line in [DEFAULT]', () => {
    const configuration = configurationOf('[DEFAULT]\npingurl: https://hc/key/%(__name__)s\n[autorestore]\n[orcl]\n[hr]\n');

    expect(['orcl', 'hr'].map((database) => configuration.notices(database, 'backup').ping?.url)).toEqual(['https://hc/key/orcl', 'https://hc/key/hr']);
    expect(configuration.notices('orcl', 'autorestore').ping?.url).toBe('https://hc/key/autorestore');
  });

  it('that are wrong are told without giving the address away', () => {
    const configuration = configurationOf('[generic]\nhooktimeout: soon\n[orcl]\npingurl: http://hc/5e-cr3t\n');

    expect(() => configuration.notices('orcl', 'backup')).toThrow(/pingurl in \[orcl\] must be an https address without user and password\n.*hooktimeout in \[generic\] must be a number of minutes/u);
    expect(() => configuration.notices('orcl', 'backup')).not.toThrow('5e-cr3t');
  });

  it('are known to the check of the configuration', () => {
    const problems = checkConfiguration(configurationOf(`${Object.values(goodText).join('')}pingurl: ftp://x\n`)).map(({ message }) => message);

    expect(problems).toEqual([expect.stringContaining('pingurl in [')]);
  });
});
