import { choiceOf, countOf, fieldsOf, flagOf, listOf, numberOf, optional, parseFields, textOf, timeOf, wrong } from './fields.ts';
import type { Fields } from './fields.ts';
import { formatVersion } from '../restore-certificate.ts';
import type { ContainerState } from '../restore-test-result.ts';
import type { CertifiedBlockCheck, PreviousCertificate, RestoreCertificate } from '../restore-certificate.ts';

/** Its place in the chain: what certificates of every version have, those of a newer icb included. */
export interface ChainLink {
  readonly formatVersion: number;
  readonly number: number;
  readonly previous: PreviousCertificate | null;
  readonly log: string;
}

/** @throws {IcbError} when the text is no certificate; the message completes "cannot be read: " */
export function parseChainLink(text: string): ChainLink {
  return chainLinkOf(parseFields(text));
}

/** @throws {IcbError} when the text is no certificate, or one of a newer icb; the message completes "cannot be read: " */
export function parseCertificate(text: string): RestoreCertificate {
  const fields = parseFields(text);
  const link = chainLinkOf(fields);
  if (link.formatVersion > formatVersion) throw wrong('formatVersion', `${link.formatVersion} is of a newer icb`);
  return {
    ...link,
    formatVersion,
    verdict: choiceOf(fields, 'verdict', ['passed', 'failed']),
    database: textOf(fields, 'database'),
    dbid: textOf(fields, 'dbid'),
    host: textOf(fields, 'host'),
    startedAt: timeOf(fields, 'startedAt'),
    finishedAt: timeOf(fields, 'finishedAt'),
    durationSeconds: numberOf(fields, 'durationSeconds'),
    failure: optional(fields, 'failure', failureOf),
    snapshot: optional(fields, 'snapshot', snapshotOf),
    target: optional(fields, 'target', targetOf),
    reached: optional(fields, 'reached', reachedOf),
    differenceSeconds: optional(fields, 'differenceSeconds', numberOf),
    toleranceSeconds: numberOf(fields, 'toleranceSeconds'),
    blockCheck: optional(fields, 'blockCheck', blockCheckOf),
    phases: listOf(fields, 'phases', phaseOf),
    versions: versionsOf(fields),
    simulation: optional(fields, 'simulation', flagOf),
    proven: listOf(fields, 'proven', sentenceOf),
    notProven: listOf(fields, 'notProven', sentenceOf),
  };
}

function chainLinkOf(fields: Fields): ChainLink {
  const version = countOf(fields, 'formatVersion');
  const number = countOf(fields, 'number');
  if (version < 1) throw wrong('formatVersion', 'is not 1 or more');
  if (number < 1) throw wrong('number', 'is not 1 or more');
  return { formatVersion: version, number, previous: optional(fields, 'previous', previousOf), log: textOf(fields, 'log') };
}

function previousOf(fields: Fields, name: string): PreviousCertificate {
  const previous = fieldsOf(fields[name], name);
  const sha256 = textOf(previous, 'sha256');
  if (!/^[0-9a-f]{64}$/u.test(sha256)) throw wrong('sha256', 'is no SHA-256 in hexadecimal digits');
  return { number: countOf(previous, 'number'), sha256 };
}

function failureOf(fields: Fields, name: string): RestoreCertificate['failure'] {
  const failure = fieldsOf(fields[name], name);
  return { step: textOf(failure, 'step'), message: textOf(failure, 'message'), errorStack: listOf(failure, 'errorStack', sentenceOf) };
}

function snapshotOf(fields: Fields, name: string): RestoreCertificate['snapshot'] {
  const snapshot = fieldsOf(fields[name], name);
  return { id: textOf(snapshot, 'id'), createdAt: timeOf(snapshot, 'createdAt') };
}

function targetOf(fields: Fields, name: string): RestoreCertificate['target'] {
  const target = fieldsOf(fields[name], name);
  return { time: timeOf(target, 'time'), localTime: optional(target, 'localTime', textOf), zone: textOf(target, 'zone'), scn: optional(target, 'scn', textOf) };
}

function reachedOf(fields: Fields, name: string): RestoreCertificate['reached'] {
  const reached = fieldsOf(fields[name], name);
  const state = { time: timeOf(reached, 'time'), localTime: textOf(reached, 'localTime'), scn: textOf(reached, 'scn'), datafiles: countOf(reached, 'datafiles') };
  return reached['pluggableDatabases'] === undefined ? state : { ...state, pluggableDatabases: listOf(reached, 'pluggableDatabases', containerOf) };
}

function containerOf(value: unknown): ContainerState {
  const container = fieldsOf(value, 'pluggableDatabases');
  return { name: textOf(container, 'name'), openMode: textOf(container, 'openMode') };
}

function blockCheckOf(fields: Fields, name: string): CertifiedBlockCheck {
  const check = fieldsOf(fields[name], name);
  return {
    reason: choiceOf(check, 'reason', ['validation day', 'made up', 'chance', 'canary']),
    passed: flagOf(check, 'passed'),
    files: countOf(check, 'files'),
    blocks: countOf(check, 'blocks'),
    corruptBlocks: countOf(check, 'corruptBlocks'),
    corrupt: listOf(check, 'corrupt', corruptionOf),
    canary: optional(check, 'canary', canaryOf),
  };
}

function corruptionOf(value: unknown): CertifiedBlockCheck['corrupt'][number] {
  const range = fieldsOf(value, 'corrupt');
  return { file: countOf(range, 'file'), block: countOf(range, 'block'), blocks: countOf(range, 'blocks'), type: textOf(range, 'type') };
}

function canaryOf(fields: Fields, name: string): CertifiedBlockCheck['canary'] {
  const canary = fieldsOf(fields[name], name);
  return { file: countOf(canary, 'file'), block: countOf(canary, 'block'), found: flagOf(canary, 'found') };
}

function phaseOf(value: unknown): RestoreCertificate['phases'][number] {
  const phase = fieldsOf(value, 'phases');
  return { name: textOf(phase, 'name'), seconds: numberOf(phase, 'seconds') };
}

function versionsOf(fields: Fields): RestoreCertificate['versions'] {
  const versions = fieldsOf(fields['versions'], 'versions');
  return { icb: textOf(versions, 'icb'), oracle: optional(versions, 'oracle', textOf) };
}

function sentenceOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong('a line', 'is no text');
}
