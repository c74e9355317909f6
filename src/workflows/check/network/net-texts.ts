import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Texts of the two files; empty where one cannot be read: that is for another check to say. */
export async function readNetTexts(tnsAdmin: string): Promise<{ readonly sqlnet: string; readonly tnsNames: string }> {
  const text = async (name: string): Promise<string> => readFile(join(tnsAdmin, name), 'utf8').catch(() => '');
  return { sqlnet: await text('sqlnet.ora'), tnsNames: await text('tnsnames.ora') };
}
