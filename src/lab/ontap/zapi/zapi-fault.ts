import type { FilerFault } from '../filer-fault.ts';

/** ZAPI refuses a call: HTTP 200 all the same. */
export class ZapiFault extends Error {
  readonly errno: number;
  constructor(errno: number, message: string) {
    super(message);
    this.name = new.target.name;
    this.errno = errno;
  }
}

export const generic = 13_001;
export const badInput = 13_115;

/** REST has numbers of its own for the same refusals. */
const numbers = new Map([
  [525_059, 17],
  [917_526, 17],
  [524_479, 13_042],
  [524_481, 13_023],
  [524_601, 13_040],
  [524_615, 15_894],
  [1_638_600, 13_021],
  [917_886, badInput],
  [917_887, badInput],
  [917_888, badInput],
  [1_638_518, badInput],
  [4, 15_661],
]);

/** What REST would refuse, in ZAPI's numbers. */
export function asZapiFault({ code, message }: FilerFault): ZapiFault {
  const isBusy = code === 1_638_555 && message.includes('busy');
  return new ZapiFault(isBusy ? 13_024 : (numbers.get(code) ?? generic), message);
}
