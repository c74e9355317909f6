import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RmanLab } from './rman-lab.ts';

describe('the command line', () => {
  it('refuses an argument it does not know, with RMAN\'s usage', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({ args: ['target', '/@orcl', 'comandfile', '/x'] });

    await expect(output).toMatchFileSnapshot('expected/usage.log');
    expect(exitCode).toBe(1);
  });

  it.each([
    [['target=/@orcl', 'cmdfile=SCRIPT']],
    [['target', '"/@orcl as sysbackup"', '@SCRIPT']],
    [['TARGET', "'/@orcl'", 'nocatalog', 'cmdfile', '=', 'SCRIPT']],
  ])('understands %s', async (args) => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.runFile('show all;', { args: args.map((argument) => argument.replace('SCRIPT', join(lab.dir, 'script.rman'))) });

    expect(output).toContain('CONFIGURE MAXSETSIZE TO UNLIMITED; # default\n');
    expect(exitCode).toBe(0);
  });

  it('says which command file it cannot open', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({ args: ['target', '/@orcl', 'cmdfile=/nowhere.rman'] });

    expect(output).toContain('RMAN-00557: could not open CMDFILE "/nowhere.rman"\n');
    expect(exitCode).toBe(1);
  });

  it('only checks the command file with CHECKSYNTAX', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.runFile('configure backup optimization on;', { args: ['checksyntax', `cmdfile=${join(lab.dir, 'script.rman')}`] });

    expect(output).toContain('The cmdfile has no syntax errors\n');
    expect(exitCode).toBe(0);
  });
});
