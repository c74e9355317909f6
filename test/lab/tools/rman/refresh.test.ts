import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configureScript, refreshScript, RmanLab } from './rman-lab.ts';

describe('a whole session', () => {
  it('configures, and shows old and new values the second time', async () => {
    using lab = new RmanLab();

    const first = await lab.runFile(configureScript(lab.area));
    const second = await lab.runFile(configureScript(lab.area, 1));

    await expect(lab.neutral(first.output)).toMatchFileSnapshot('expected/configure.log');
    await expect(lab.neutral(second.output)).toMatchFileSnapshot('expected/configure-again.log');
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  });

  it('makes the image copies first, and rolls them forward afterwards', async () => {
    using lab = new RmanLab();
    await lab.runFile(configureScript(lab.area));

    const first = await lab.runFile(refreshScript(lab.area));
    lab.commit(60);
    lab.advance({ hours: 1 });
    const second = await lab.runFile(refreshScript(lab.area));

    await expect(lab.neutral(first.output)).toMatchFileSnapshot('expected/first-refresh.log');
    await expect(lab.neutral(second.output)).toMatchFileSnapshot('expected/refresh.log');
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(existsSync(`${lab.area}/after_backup_controlfile.cf`)).toBe(true);
  });

  it('shows commands and empty lines the way the real tool does on standard input', async () => {
    using lab = new RmanLab();

    const { output, exitCode } = await lab.run({
      args: [],
      stdin: `set echo on\nconnect target /@orcl\n\nconfigure backup optimization on;\nrun {\nbackup spfile tag 'x';\n}\nEXIT\n`,
    });

    await expect(lab.neutral(output)).toMatchFileSnapshot('expected/standard-input.log');
    expect(exitCode).toBe(0);
  });

  it('writes dates as NLS_DATE_FORMAT says, or as DD-MON-RR without it', async () => {
    using lab = new RmanLab();
    const { NLS_DATE_FORMAT: _, ...env } = lab.env;

    const { output } = await lab.runFile("backup spfile format '/nowhere/x' tag 'x';", { env });

    expect(output).toContain('Starting backup at 08-NOV-16\n');
    expect(output).toContain('RMAN-03002: failure of backup command at 11/08/2016 21:53:37\n');
  });
});
