import { describe, expect, it } from 'vitest';
import type { Mount } from '#core/mount-table.ts';
import type { PreparedPlace } from '#workflows/point-in-time/clone-mounter.ts';
import { manualMounter } from '#workflows/point-in-time/manual-mounter.ts';
import { fakeClock } from '../../core/fake-clock.ts';
import { recordedLog } from '../../core/recorded-log.ts';

const place = { source: 'filer:/export/demo-backup/restore_orcl', folder: '/mnt/pit' };
const mounted: Mount = { mountPoint: '/mnt/pit', fileSystem: 'nfs4', source: '10.1.2.3:/export/demo-backup/restore_orcl' };

interface Root {
  /** Rounds of waiting before root acts. */
  readonly after?: number;
  readonly mounts?: readonly Mount[];
  readonly answers?: boolean[];
}

function open({ after = 0, mounts = [mounted], answers = [] }: Root = {}) {
  const log = recordedLog();
  const shown: string[] = [];
  let sleeps = 0;
  const abort = new AbortController();
  const clock = fakeClock('2024-03-01T10:00:00Z', () => {
    sleeps += 1;
  });
  let present = mounts;
  let asked = 0;
  const mounter = manualMounter({
    log,
    clock,
    signal: abort.signal,
    requireMount: true,
    readMounts: () => (sleeps + asked >= after ? present : []),
    show: (title, commands) => shown.push(title, ...commands),
    askWhetherDone: async () => {
      asked += 1;
      return answers.shift() ?? false;
    },
  });
  const setMounts = (mounts: readonly Mount[]): void => {
    present = mounts;
  };
  return { mounter, log, shown, clock, abort, setMounts, rounds: () => ({ sleeps, asked }) };
}

function prepared({ mounter }: Pick<ReturnType<typeof open>, 'mounter'>): PreparedPlace {
  const [found] = mounter.prepare([place]);
  if (found === undefined) throw new Error('nothing was prepared');
  return found;
}

const messages = ({ log }: ReturnType<typeof open>): string[] => log.lines.map(({ message }) => message);

describe('mounting by the hands of root', () => {
  it('shows the complete command and believes the mount table, not the answer', async () => {
    const root = open({ after: 3, answers: [true, true, true] });

    const done = prepared(root);
    await root.mounter.mount(done);

    expect(root.shown.at(-1)).toBe('mount -t nfs -o rw,bg,hard,nointr,rsize=32768,wsize=32768,tcp,vers=3,timeo=600 filer:/export/demo-backup/restore_orcl /mnt/pit');
    expect(root.rounds()).toEqual({ sleeps: 0, asked: 3 });
    expect(messages(root)).toEqual(['nothing is mounted on /mnt/pit yet', 'nothing is mounted on /mnt/pit yet', `${place.source} is mounted on /mnt/pit`]);
    expect(done.commands).toEqual(['umount /mnt/pit   # as root']);
  });

  it('waits and says so where nobody is asked', async () => {
    const root = open({ after: 80 });

    await root.mounter.mount(prepared(root));

    expect(messages(root).slice(0, -1)).toEqual(['waiting for root, 0:30:00 more: nothing is mounted on /mnt/pit yet', 'waiting for root, 0:25:00 more: nothing is mounted on /mnt/pit yet']);
  });

  it('gives up after half an hour', async () => {
    const root = open({ after: Number.POSITIVE_INFINITY });

    await expect(root.mounter.mount(prepared(root))).rejects.toMatchObject({ message: 'nothing is mounted on /mnt/pit yet, after 0:30:00 of waiting' });
  });

  it('tells when something else is mounted there', async () => {
    const root = open({ mounts: [{ ...mounted, source: 'filer:/export/demo-backup/orcl' }] });

    await expect(root.mounter.mount(prepared(root))).rejects.toMatchObject({ message: expect.stringContaining('is mounted from filer:/export/demo-backup/orcl, not from filer:/export') });
  });

  it('says at once what root has mounted instead', async () => {
    const root = open({ after: 2, mounts: [{ ...mounted, source: 'filer:/export/demo-backup/orcl' }] });

    await expect(root.mounter.mount(prepared(root))).rejects.toThrow();

    expect(messages(root).slice(0, 2)).toEqual([
      'waiting for root, 0:30:00 more: nothing is mounted on /mnt/pit yet',
      `waiting for root, 0:29:55 more: /mnt/pit is mounted from filer:/export/demo-backup/orcl, not from ${place.source}`,
    ]);
  });

  it('does not call given back what is none of its mounts', async () => {
    const root = open({ mounts: [{ ...mounted, source: 'tmpfs' }] });

    await expect(prepared(root).unmount()).rejects.toThrow("tmpfs is mounted on /mnt/pit, which is not the clone: nothing of icb's, so it stays");
  });

  it('ends when it is cancelled', async () => {
    const root = open({ after: Number.POSITIVE_INFINITY });
    root.abort.abort(new Error('enough'));

    await expect(root.mounter.mount(prepared(root))).rejects.toThrow('enough');
  });

  it('cannot unmount, and finds out whether that is needed', async () => {
    const root = open();
    const done = prepared(root);
    root.abort.abort(new Error('enough'));

    await expect(done.unmount()).rejects.toMatchObject({ message: '/mnt/pit was mounted by root, and only root can unmount it' });
    root.setMounts([]);
    await expect(done.unmount()).resolves.toBe(false);
  });

  it('has root unmount what must go elsewhere', async () => {
    const root = open({ answers: [false] });
    const done = prepared(root);
    root.setMounts([]);

    await root.mounter.release(done);

    expect(root.shown.at(-1)).toBe('umount /mnt/pit');
  });
});
