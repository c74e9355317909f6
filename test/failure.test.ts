import { expect, it } from 'vitest';
import { ConfigurationError, IcbError } from '#core/errors.ts';
import { describeFailure } from '#failure.ts';

const { signal } = new AbortController();
const forged = '\u001b[2J\nicb: done';

it('lets nothing from outside forge a line or move the cursor', () => {
  const error = new IcbError(`answered ${forged}`, { cause: new Error(`said ${forged}`), hint: `ask ${forged}` });

  const { text } = describeFailure(error, signal);

  expect(text).toBe(
    'icb: answered \\u001b[2J\n     icb: done\n  because: said \\u001b[2J\n    icb: done\n  ask \\u001b[2J\n  icb: done\n',
  );
});

it('indents the further lines of a message and of a hint once', () => {
  const { text } = describeFailure(new ConfigurationError('f:1: a\nf:2: b', { hint: 'one\n  two' }), signal);

  expect(text).toBe('icb: f:1: a\n     f:2: b\n  one\n  two\n');
});

it('spells out what a defect repeats, too', () => {
  const { text } = describeFailure(new Error(forged), signal);

  expect(text).not.toContain('\u001b');
  expect(text).toContain('\n  icb: done');
});
