import type { SqlplusSession } from './session.ts';

/**
 * Replaces `&name` by its variable. One that is not defined is asked for, and the answer is the next line of input, whatever
 * that was meant to be. @returns nothing when input ends instead
 */
export function substitute(session: SqlplusSession, text: string): string | undefined {
  const sign = session.settings.text('DEFINE');
  if (sign === '' || !text.includes(sign)) return text;
  const pattern = new RegExp(`${escaped(sign)}(${escaped(sign)})?([A-Za-z0-9_$#]+)\\.?`, 'g');
  let complete = true;
  const replaced = text.replace(pattern, (_, keep: string | undefined, name: string) => {
    const known = session.variables.get(name.toUpperCase());
    if (known !== undefined) return known;
    session.output.write(`Enter value for ${name.toLowerCase()}: `);
    const answer = session.lines.take();
    if (answer === undefined) complete = false;
    if (keep !== undefined) session.variables.set(name.toUpperCase(), answer ?? '');
    return answer ?? '';
  });
  if (complete) return replaced;
  session.output.line('SP2-0546: User requested Interrupt or EOF detected.');
  return undefined;
}

/** The same for a statement: VERIFY shows every line that changed, before and after. */
export function substituteInStatement(session: SqlplusSession, statement: string): string | undefined {
  const lines: string[] = [];
  for (const [index, line] of statement.split('\n').entries()) {
    const replaced = substitute(session, line);
    if (replaced === undefined) return undefined;
    if (replaced !== line && session.settings.isOn('VERIFY')) {
      const number = String(index + 1).padStart(4);
      session.output.write(`old${number}: ${line}\nnew${number}: ${replaced}\n`);
    }
    lines.push(replaced);
  }
  return lines.join('\n');
}

function escaped(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
