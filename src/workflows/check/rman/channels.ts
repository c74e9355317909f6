import { ok, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const channels: Check<CheckedDatabase> = {
  name: 'channels',
  title: "RMAN's channels: as many as parallel says, and into the backup area",
  needs: ['data-guard-role'],
  remedy: 'run: icb backup <db> config',
  run: async ({ settings, oracle }, signal) => {
    const { enterpriseEdition } = await oracle.facts(signal);
    const configuration = await oracle.rmanConfiguration(signal);
    const format = /FORMAT\s+'([^']*)'/u.exec(configuration.get('CHANNEL') ?? '')?.[1];
    if (format !== `${settings.area}/%U`) return warn(`the format is ${format ?? 'not configured'}, not ${settings.area}/%U: new image copies would go elsewhere`);
    const wanted = enterpriseEdition ? settings.parallel : 1;
    const channelCount = Number(/PARALLELISM (\d+)/u.exec(configuration.get('DEVICE TYPE') ?? '')?.[1] ?? 1);
    return channelCount === wanted ? ok(`${channelCount}, ${format}`) : warn(`${channelCount} instead of ${wanted}`);
  },
};
