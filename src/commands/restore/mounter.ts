import type { RestoreSettings } from '#core/config/restore-settings.ts';
import type { Log } from '#core/log.ts';
import type { Mount } from '#core/mount-table.ts';
import type { ToolLauncher } from '#oracle/programs/tool.ts';
import type { CloneMounter } from '#workflows/point-in-time/clone-mounter.ts';
import { commandMounter } from '#workflows/point-in-time/command-mounter.ts';
import { manualMounter } from '#workflows/point-in-time/manual-mounter.ts';
import type { World } from '../context.ts';
import type { Dialogue } from './dialogue.ts';

interface Mounting {
  readonly settings: RestoreSettings;
  readonly dialogue: Dialogue;
  readonly log: Log;
  readonly launch: ToolLauncher;
  readonly world: World;
  readonly readMounts: () => readonly Mount[];
  /** Whether somebody sits there to be asked. */
  readonly isAsked: boolean;
}

/** A command that the site configured mounts a clone; plain `mount` needs root, so root is told what to type. */
export function chooseMounter({ settings, dialogue, log, launch, world, readMounts, isAsked }: Mounting): CloneMounter {
  const { clock, signal } = world;
  if (settings.mountCommand.join(' ') !== 'mount') return commandMounter({ settings, launch, log, clock, signal });
  return manualMounter({
    log,
    clock,
    signal,
    requireMount: settings.requireMount,
    readMounts,
    show: (title, commands) => dialogue.say([title, '', ...commands.map((command) => `  ${command}`), '']),
    askWhetherDone: async () => isAsked && (await saysDone(dialogue)),
  });
}

/** No is an answer to be asked again: whoever wants to give up ends icb. False when nobody answers. */
async function saysDone(dialogue: Dialogue): Promise<boolean> {
  for (;;) {
    const answer = await dialogue.confirmIfAnswered('Has it been done?');
    if (answer !== false) return answer === true;
    dialogue.say(['icb waits for it; Ctrl-C ends the restore and gives everything back.']);
  }
}
