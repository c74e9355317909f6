// Whether the certificates of a folder are the chain they were written as. What a chain of hashes cannot show: that its newest
// links were cut off, or that somebody wrote it anew from some link on. For that its newest hash must be known from elsewhere.
import { basename } from 'node:path';
import type { ChainLink } from './parse-certificate.ts';

/** A certificate in its file. */
export interface ChainedFile {
  readonly name: string;
  /** Of the bytes of the file. */
  readonly sha256: string;
  readonly link: ChainLink;
}

export interface ChainFinding {
  readonly kind: 'unreadable' | 'altered' | 'missing' | 'duplicate' | 'renamed';
  /** Undefined for one that is missing. */
  readonly file: string | undefined;
  /** One sentence, the file included. */
  readonly message: string;
}

/** Findings of the links between the files, in the order of the chain. Older ones that were moved away are no finding. */
export function checkChain(files: readonly ChainedFile[]): readonly ChainFinding[] {
  const byNumber = Map.groupBy(files, ({ link }) => link.number);
  const numbers = [...byNumber.keys()].toSorted((one, other) => one - other);
  return numbers.flatMap((number, index) => {
    const same = byNumber.get(number) ?? [];
    const before = numbers[index - 1];
    return [
      ...(before === undefined ? [] : gap(before, number)),
      ...same.flatMap((file) => [...checkOwnWords(file), ...checkPredecessor(file, byNumber.get(number - 1) ?? [])]),
      ...checkDuplicates(same, byNumber.get(number + 1) ?? []),
    ];
  });
}

function gap(before: number, after: number): ChainFinding[] {
  const [first, last] = [before + 1, after - 1];
  if (first > last) return [];
  const what = first === last ? `certificate ${first} is missing` : `certificates ${first} to ${last} are missing`;
  return [{ kind: 'missing', file: undefined, message: what }];
}

/** What a certificate says of itself must fit together, and with its name. */
function checkOwnWords({ name, link: { number, previous, log } }: ChainedFile): ChainFinding[] {
  const stem = basename(log, '.log');
  const findings: ChainFinding[] = [];
  if (isNamedLikeLog(stem) && name !== `${stem}.json` && !isSecondChoice(name, stem)) findings.push({ kind: 'renamed', file: name, message: `${name} is the certificate of another test: ${stem}` });
  if ((previous?.number ?? 0) !== number - 1) {
    const said = previous === null ? 'is the first one' : `follows number ${previous.number}`;
    findings.push({ kind: 'altered', file: name, message: `${name} has been altered: it is number ${number} and says that it ${said}` });
  }
  return findings;
}

function isNamedLikeLog(stem: string): boolean {
  return /^\d{8}T\d{6}-/u.test(stem);
}

/** The name was taken when it was written. */
function isSecondChoice(name: string, stem: string): boolean {
  return name.startsWith(`${stem}-`) && /^\d+\.json$/u.test(name.slice(stem.length + 1));
}

function checkPredecessor({ name, link: { number, previous } }: ChainedFile, predecessors: readonly ChainedFile[]): ChainFinding[] {
  const [predecessor] = predecessors;
  if (predecessor === undefined || previous === null || predecessors.some(({ sha256 }) => sha256 === previous.sha256)) return [];
  const message = `${predecessor.name} (number ${number - 1}) is not what ${name} (number ${number}) was written after: one of them has been altered, replaced or inserted`;
  return [{ kind: 'altered', file: predecessor.name, message }];
}

/** Of several with one number, the one that a next certificate vouches for is genuine. */
function checkDuplicates(same: readonly ChainedFile[], successors: readonly ChainedFile[]): ChainFinding[] {
  if (same.length < 2) return [];
  const vouched = same.filter(({ sha256 }) => successors.some(({ link }) => link.previous?.sha256 === sha256));
  return same
    .filter((file) => !vouched.includes(file))
    .map(({ name, link: { number } }) => {
      const others = same.filter((other) => other.name !== name).map((other) => other.name);
      const judgement = vouched.length === 0 ? 'one of them has been inserted' : 'it has been inserted';
      return { kind: 'duplicate', file: name, message: `${name} has number ${number}, as ${others.join(', ')}: ${judgement}` };
    });
}
