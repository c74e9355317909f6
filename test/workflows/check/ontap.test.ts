import { expect, it } from 'vitest';
import { openTestLab } from '../../end-to-end/test-lab.ts';
import { checkLab } from './checked-lab.ts';

it('tells room, clock and certificate of an ONTAP filer', async () => {
  await using lab = await openTestLab(undefined, { storage: 'ontap' });

  const checks = await checkLab(lab);

  const found = new Map(checks.map(({ name, status, finding }) => [name, `${status} ${finding}`]));
  expect(found.get('storage-space')).toMatch(/^OK \d+(?:GB|TB) of 1TB are free$/);
  expect(found.get('storage-clock')).toBe('OK no difference');
  expect(found.get('certificate')).toMatch(/^OK valid until 2070-01-01/);
});
