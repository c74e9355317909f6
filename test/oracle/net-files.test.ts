import { describe, expect, it } from 'vitest';
import { hasAlias, readNetParameters, walletFolder } from '#oracle/net-files.ts';

const tnsNames = `# orcl9 = (DESCRIPTION = )
ORCL, HR.example.com =
  (DESCRIPTION =
    (ADDRESS = (PROTOCOL = TCP)(HOST = db1)(PORT = 1521))
    (CONNECT_DATA = (SERVICE_NAME = orcl2)))
fin=(DESCRIPTION=(CONNECT_DATA=(SID=x)))
`;

describe('tnsnames.ora', () => {
  it.each([
    ['orcl', '', true],
    ['fin', '', true],
    ['hr', '', false],
    ['hr', 'example.com', true],
    ['orcl2', '', false],
    ['orcl9', '', false],
    ['address', '', false],
  ])('asked for %s with default domain "%s": %s', (alias, domain, expected) => {
    expect(hasAlias(tnsNames, alias, domain)).toBe(expected);
  });

  it('does not know what the files have that it includes', () => {
    expect(hasAlias('IFILE = /etc/more.ora\nfin = (X = 1)\n', 'orcl', '')).toBeUndefined();
    expect(hasAlias('IFILE = /etc/more.ora\nfin = (X = 1)\n', 'fin', '')).toBe(true);
  });
});

describe('sqlnet.ora', () => {
  it('names the folder of the wallet, over several lines and in quotes', () => {
    const plain = readNetParameters('wallet_location = (SOURCE = (METHOD = FILE)\n  (METHOD_DATA = (DIRECTORY = /opt/icb/wallet)))\nSQLNET.WALLET_OVERRIDE = TRUE # yes\n');
    const quoted = readNetParameters('WALLET_LOCATION=(SOURCE=(METHOD=FILE)(METHOD_DATA=(DIRECTORY="/opt/my wallet")))');

    expect(walletFolder(plain)).toBe('/opt/icb/wallet');
    expect(plain.get('SQLNET.WALLET_OVERRIDE')).toBe('TRUE');
    expect(walletFolder(quoted)).toBe('/opt/my wallet');
    expect(walletFolder(readNetParameters('NAMES.DIRECTORY_PATH = (TNSNAMES)'))).toBeUndefined();
  });
});
