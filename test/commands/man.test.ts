import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { printedBy } from '../command-line.ts';

const groff = '/usr/bin/groff';

describe('the manual page', () => {
  it('has every command and every option of its help', async () => {
    const page = (await printedBy('/', 'man')).replaceAll(String.raw`\-`, '-');

    const help = await printedBy('/', '--help');
    const commands = [...help.matchAll(/^ {2}([a-z][a-z-]*) /gmu)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) {
      expect(page).toContain(`.SS "icb ${command} `);
      const options = [...(await printedBy('/', command, '--help')).matchAll(/^ {2}(--[\w-]+)/gmu)].map(([, option = '']) => option);
      expect(options.filter((option) => !page.includes(`.B ${option}`))).toEqual([]);
    }
    expect(page).toContain('.SS "icb lab contract ');
    expect(page).toContain('fault DIR clear [NAME]');
  });

  it('is right in the eyes of groff (skipped where groff is not installed)', async ({ skip }) => {
    skip(!existsSync(groff), 'groff is not installed');
    const page = await printedBy('/', 'man');

    const { stdout, stderr } = spawnSync(groff, ['-man', '-Tascii', '-ww'], { input: page, encoding: 'utf8' });

    expect(stderr).toBe('');
    expect(stdout).toContain('ICB(1)');
  });
});
