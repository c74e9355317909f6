import { Rows } from '#oracle/programs/rows.ts';
import type { InstanceTools } from '#oracle/instance-tools.ts';

/** Lines a script prints, by kind. */
export type FakeAnswers = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** An instance that answers scripts by name; RMAN prints `rmanLines`. */
export function fakeInstance(answers: FakeAnswers, rmanLines: readonly string[] = []): InstanceTools & { readonly scripts: readonly string[] } {
  const scripts: string[] = [];
  return {
    scripts,
    rman: async (script, { onLine }) => {
      scripts.push(script);
      for (const line of rmanLines) onLine?.(line);
    },
    sql: async (script) => {
      scripts.push(script);
      return new Rows(script, new Map(Object.entries(answers[script] ?? {})));
    },
    adrci: async () => undefined,
  };
}
