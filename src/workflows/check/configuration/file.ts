import { checkConfiguration } from '#core/config/check.ts';
import type { CheckSurroundings } from '../checked-database.ts';
import type { Problem } from '#core/config/problem.ts';
import { fail, listSome, ok, warn } from '../check.ts';
import type { Check } from '../check.ts';

export const configurationFile: Check<Pick<CheckSurroundings, 'configuration'>> = {
  name: 'configuration',
  title: 'the configuration file by itself: keys, values, what is missing',
  needs: [],
  remedy: 'icb config check lists every problem with its line',
  run: ({ configuration }) => {
    const problems = checkConfiguration(configuration);
    if (problems.length === 0) return ok(configuration.file);
    const errors = problems.filter(({ severity }) => severity === 'error');
    const told = listSome((errors.length > 0 ? errors : problems).map(inOneLine));
    return errors.length > 0 ? fail(told) : warn(told);
  },
};

function inOneLine({ message, line }: Problem): string {
  return line === undefined ? message : `${message} (line ${line})`;
}
