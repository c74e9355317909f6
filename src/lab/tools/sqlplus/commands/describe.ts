import type { SqlplusSession } from '../client/session.ts';

/** DESCRIBE view */
export function describe({ output, server }: SqlplusSession, rest: string): void {
  const [, schema, name = ''] = /^(?:(\w+)\.)?([\w$#]+);?\s*$/.exec(rest.trim().toUpperCase()) ?? [];
  const view = server?.describe(schema, name);
  if (view === undefined) {
    output.write(`ERROR:\nORA-04043: object ${rest.trim().replace(/;$/, '')} does not exist\n\n\n`);
    return;
  }
  output.line(' Name                                      Null?    Type');
  output.line(' ----------------------------------------- -------- ----------------------------');
  for (const column of view.columns) {
    const type = column.type.kind === 'char' ? `VARCHAR2(${column.type.width})` : column.type.kind.toUpperCase();
    output.line(` ${column.name.padEnd(42)}         ${type}`);
  }
  output.line();
}
