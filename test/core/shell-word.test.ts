import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellLine, shellWord } from '#core/shell-word.ts';

describe('a word for a shell', () => {
  it.each(['/u01/app/oracle-19.3/bin/sqlplus', '--config', 'filer:/export/orcl_1', 'rw,timeo=600', '/Müller/x'])('stays as it is: %s', (word) => {
    expect(shellWord(word)).toBe(word);
  });

  it.each(['', 'two words', "it's", '$HOME', '`date`', 'a;b', 'a&b', '~oracle', '*', 'line\nbreak', '"'])('comes out of a shell as it went in: %j', (word) => {
    const printed = execFileSync('/bin/sh', ['-c', `printf %s ${shellLine(word, '-', word)}`.replace('printf %s', "printf '%s'")], { encoding: 'utf8' });

    expect(printed).toBe(`${word}-${word}`);
  });
});
