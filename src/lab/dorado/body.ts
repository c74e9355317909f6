import { ArrayFault } from './array-fault.ts';

export type Body = Readonly<Record<string, unknown>>;

/** Numbers and switches may come as such or as texts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** @throws {ArrayFault} */
export function requireKeys(body: Body, { required, known }: { readonly required: readonly string[]; readonly known: readonly string[] }): void {
  const missing = required.find((key) => body[key] === undefined);
  const unknown = Object.keys(body).find((key) => !required.includes(key) && !known.includes(key));
  if (missing !== undefined) throw new ArrayFault('wrongParameter', `The parameter ${missing} is missing.`);
  if (unknown !== undefined) throw new ArrayFault('wrongParameter', `The parameter ${unknown} is unknown.`);
}
