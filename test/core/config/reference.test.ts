import { expect, it } from 'vitest';
import { referenceEntries, renderReference } from '#core/config/reference.ts';
import { databaseSection, settingsSections } from '#core/config/schema.ts';

it('fits into 80 columns', () => {
  const tooLong = renderReference()
    .split('\n')
    .filter((line) => line.length > 80);

  expect(tooLong).toEqual([]);
});

it('explains every key with its type and its default', () => {
  const text = renderReference().replaceAll(/\s+/gu, ' ');

  const keys = [...settingsSections, databaseSection].flatMap(({ settings }) => settings);

  expect(keys.filter(({ key, meaning }) => !text.includes(` ${key} ${meaning} (`))).toEqual([]);
  expect(text).toContain('logretention how long session logs are kept (whole number of days, 0 or more; default: 20)');
});

it("says how a site's own adapter gets settings", () => {
  const text = renderReference().replaceAll(/\s+/gu, ' ');

  expect(text).toContain('A section named like snapperclass, or like snappermodule without folder and ending');
});

it('has the same for programs', () => {
  const entries = referenceEntries();

  expect(entries).toContainEqual({
    section: 'ontap',
    oldSection: 'netapp',
    key: 'mounthost',
    type: 'word without white space or quotes',
    required: false,
    default: 'filer',
    meaning: 'address for NFS mounts',
  });
  expect(entries).toContainEqual(expect.objectContaining({ section: '(db)', key: 'dbid', required: true, default: null }));
});

it('has each key of a section once', () => {
  const names = referenceEntries().map(({ section, key }) => `${section} ${key}`);

  expect(names).toHaveLength(new Set(names).size);
});
