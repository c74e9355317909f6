import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { checkInstanceName, refuseRunningInstance } from '#commands/restore/instance-name.ts';

describe('the name of an instance', () => {
  it.each(['orclrest', 'O', 'Pit20240'])('may be %s', (sid) => {
    expect(checkInstanceName(sid)).toBe(sid);
  });

  it.each(['', 'orclrestx', '1orcl', 'or_cl', "o'", 'orcl\n', '+ASM', 'räst'])('may not be %o', (sid) => {
    expect(() => checkInstanceName(sid)).toThrow('cannot be the name of an instance: allowed are at most 8 letters and digits');
  });

  it('is refused while an instance of that name runs here, whatever its length', async () => {
    const monitor = spawn('/bin/sleep', ['60'], { argv0: 'ora_pmon_icbtst77', stdio: 'ignore' });
    try {
      await once(monitor, 'spawn');

      expect(() => refuseRunningInstance('icbtst77')).toThrow('an instance icbtst77 runs on this host already');
      expect(() => refuseRunningInstance('icbtst7')).not.toThrow();
    } finally {
      monitor.kill();
    }
  });
});
