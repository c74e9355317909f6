import { describe, expect, it } from 'vitest';
import {
  connectString,
  decimal,
  integer,
  keywords,
  oracleName,
  rmanFormat,
  rmanPath,
  rmanString,
  safePath,
  sectionSizeClause,
  sqlFileName,
  sqlLiteral,
} from '#oracle/quoting.ts';

describe('a path', () => {
  it.each(['/nfs/backup/orcl', '/nfs/back up/é', '/bk/data_D-X_TS-MY$TS#1_FNO-4_0a', '/a:b+c,d=e~f'])('%s goes into a script as it is', (path) => {
    expect(rmanPath(path, 'file')).toBe(`'${path}'`);
  });

  it.each([
    ["/nfs/o'brien", "contains '"],
    ['/nfs/"x"', 'contains "'],
    ['/nfs/a&b', 'contains &'],
    ['/nfs/a\nhost rm', 'contains a control character (10)'],
    ['/nfs/a\u0000', 'contains a control character (0)'],
    ['/nfs/%U', 'contains %'],
    ['?/dbs', 'contains ?'],
    ['/nfs/@x', 'contains @'],
    ['/nfs/x;', 'contains ;'],
    ['/nfs/a\\b', 'contains \\'],
    ['/nfs/../etc', 'contains ..'],
    ['nfs/backup', 'is not an absolute path'],
    ['', 'is not an absolute path'],
    ['/nfs/backup ', 'ends with white space'],
  ])('%j is refused', (path, reason) => {
    expect(() => safePath(path, 'backup area')).toThrow(`backup area ${reason}`);
  });

  it('may contain two dots in a name', () => {
    expect(safePath('/nfs/a..b', 'file')).toBe('/nfs/a..b');
  });

  it.each(['/u01/oradata/ctf.dbf', '+DATA', '+DATA/ORCL/CHANGETRACKING/ctf.270.1', '+DATA_1/ORCL$X/f#1.dbf'])('that Oracle told may be one in ASM: %s', (name) => {
    expect(sqlFileName(name, 'file')).toBe(`'${name}'`);
  });

  it.each(["+DATA/o'brien", '+DATA/a b', '+DATA/../x;', '+', 'DATA/x'])('that Oracle told is refused all the same when it could be misread: %j', (name) => {
    expect(() => sqlFileName(name, 'file')).toThrow('file ');
  });

  it('becomes a format with the variable behind it', () => {
    expect(rmanFormat('/nfs/backup/orcl/', '%U', 'backup area')).toBe("'/nfs/backup/orcl/%U'");
  });
});

describe('a string', () => {
  it('is an SQL literal with its quotes doubled', () => {
    expect(sqlLiteral("it's; & '--", 'text')).toBe("'it''s; & ''--'");
  });

  it('with a line end is no SQL literal', () => {
    expect(() => sqlLiteral('a\n/', 'text')).toThrow('text contains a control character (10)');
  });

  it('that SQL*Plus could not read on one line is refused', () => {
    expect(() => sqlLiteral('é'.repeat(1001), 'text')).toThrow('text is too long');
  });

  it('with a quote is no RMAN string', () => {
    expect(rmanString('image_copy_backup', 'tag')).toBe("'image_copy_backup'");
    expect(() => rmanString("x' database; #", 'tag')).toThrow("tag contains '");
  });
});

it.each([-1, 1.5, Number.NaN, '1e3', '', '1 or 1', 1e21])('%s is no whole number', (value) => {
  expect(() => integer(value, 'SCN')).toThrow('SCN is not a whole number');
});

it('writes an SCN in full', () => {
  expect(integer(281_474_976_710_656_123n, 'SCN')).toBe('281474976710656123');
});

it('lets words of the language pass, and nothing else', () => {
  expect(keywords('applied on all standby')).toBe('applied on all standby');
  expect(keywords('')).toBe('');
  expect(() => keywords('none; host')).toThrow('is not a keyword');
});

it('writes a section size only where there is one', () => {
  expect(sectionSizeClause(undefined)).toBe('');
  expect(sectionSizeClause('32G')).toBe('section size 32G');
  expect(() => sectionSizeClause('32G tag x')).toThrow('section size is not a size such as 32G');
});

it.each(['1orcl', 'or-cl', 'orcl;', '', 'o'.repeat(129), 'orcl\n'])('%j is no Oracle name', (name) => {
  expect(() => oracleName(name, 'database')).toThrow('is not an Oracle name');
});

it('takes the login from the wallet only', () => {
  expect(connectString('/@orcl_backup.example.com', 'target')).toBe('/@orcl_backup.example.com');
});

it.each(['sys/secret@orcl', '/@orcl as sysdba', '/', '@orcl', '/@', '/@-x', '/@orcl\n'])('refuses the login %j without repeating it', (text) => {
  const attempt = (): string => connectString(text, 'catalog');

  expect(attempt).toThrow('catalog is not of the form /@alias');
  expect(attempt).not.toThrow('secret');
});

describe('a number', () => {
  it('may be negative or have decimals', () => {
    expect([decimal(-3.5, 'difference'), decimal(86_400, 'difference')]).toEqual(['-3.5', '86400']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e-9])('is not %s', (value) => {
    expect(() => decimal(value, 'difference')).toThrow('difference is not a plain number');
  });
});
