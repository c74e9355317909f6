/** What a SET option takes. */
export type SetOption =
  | { readonly kind: 'switch'; readonly initial: boolean }
  | { readonly kind: 'number'; readonly initial: number; readonly least: number; readonly most: number }
  | { readonly kind: 'text'; readonly initial: string }
  /** ON, OFF, or a character that switches it on. */
  | { readonly kind: 'character'; readonly initial: string }
  | { readonly kind: 'feedback' | 'serveroutput' | 'newpage'; readonly initial: number }
  | { readonly kind: 'word'; readonly initial: string; readonly words: readonly string[] };

function onOff(initial: boolean): SetOption {
  return { kind: 'switch', initial };
}

function range(initial: number, least: number, most: number): SetOption {
  return { kind: 'number', initial, least, most };
}

/**
 * SQL*Plus 19c's options by full name; the upper-case part is the shortest way to write one. Those under `inert` are accepted
 * and remembered but change nothing the lab shows; MARKUP, AUTOTRACE, ERRORLOGGING and HISTORY are not simulated and refused.
 */
export const setOptions: Readonly<Record<string, SetOption>> = {
  COLSEP: { kind: 'text', initial: ' ' },
  DEFine: { kind: 'character', initial: '&' },
  ECHO: onOff(false),
  FEEDback: { kind: 'feedback', initial: 6 },
  HEAding: onOff(true),
  LINesize: range(80, 1, 32_767),
  LONG: range(80, 1, 2_000_000_000),
  NEWPage: { kind: 'newpage', initial: 1 },
  NULL: { kind: 'text', initial: '' },
  NUMFormat: { kind: 'text', initial: '' },
  NUMwidth: range(10, 2, 50),
  PAGESize: range(14, 0, 50_000),
  RECSEP: { kind: 'word', initial: 'WRAPPED', words: ['WRAPPED', 'EACH', 'OFF'] },
  SERVEROUTput: { kind: 'serveroutput', initial: 0 },
  SQLBLanklines: onOff(false),
  SQLPrompt: { kind: 'text', initial: 'SQL> ' },
  TAB: onOff(true),
  TERMout: onOff(true),
  TIMIng: onOff(false),
  TRIMout: onOff(true),
  TRIMSpool: onOff(false),
  UNDerline: { kind: 'character', initial: '-' },
  VERify: onOff(true),
  WRAp: onOff(true),
};

/** Accepted and remembered only. */
export const inertOptions: Readonly<Record<string, SetOption>> = {
  APPInfo: { kind: 'character', initial: 'SQL*Plus' },
  ARRAYsize: range(15, 1, 5000),
  AUTOcommit: onOff(false),
  AUTOPrint: onOff(false),
  BLOckterminator: { kind: 'character', initial: '.' },
  CMDSep: { kind: 'character', initial: ';' },
  CONcat: { kind: 'character', initial: '.' },
  COPYCommit: range(0, 0, 5000),
  EMBedded: onOff(false),
  ESCape: { kind: 'character', initial: '' },
  EXITCommit: onOff(true),
  FLUsh: onOff(true),
  HEADSep: { kind: 'character', initial: '|' },
  LOBOFfset: range(1, 1, 2_000_000_000),
  LONGChunksize: range(80, 1, 2_000_000_000),
  PAUse: onOff(false),
  RECSEPChar: { kind: 'text', initial: ' ' },
  ROWPREFetch: range(1, 1, 32_767),
  SHOWmode: onOff(false),
  SQLCase: { kind: 'word', initial: 'MIXED', words: ['MIXED', 'LOWER', 'UPPER'] },
  SQLCOntinue: { kind: 'text', initial: '> ' },
  SQLNumber: onOff(true),
  SQLPREfix: { kind: 'character', initial: '#' },
  SQLTerminator: { kind: 'character', initial: ';' },
  STATEMENTCache: range(0, 0, 32_767),
  SUFfix: { kind: 'text', initial: 'sql' },
  TIme: onOff(false),
};

/** The option a word names, in full or abbreviated, as its upper-case name. */
export function findSetOption(word: string): readonly [string, SetOption] | undefined {
  const upper = word.toUpperCase();
  for (const [name, option] of [...Object.entries(setOptions), ...Object.entries(inertOptions)]) {
    const shortest = name.replace(/[a-z].*$/, '');
    const full = name.toUpperCase();
    if (upper.length >= shortest.length && full.startsWith(upper)) return [full, option];
  }
  return undefined;
}
