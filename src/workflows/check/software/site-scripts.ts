import { checkSiteScripts } from '#oracle/script-template.ts';
import { listSome, ok, skip, warn } from '../check.ts';
import type { Check } from '../check.ts';
import type { CheckedDatabase } from '../checked-database.ts';

export const siteScripts: Check<CheckedDatabase> = {
  name: 'site-scripts',
  title: "the site's own scripts in templatedir: their placeholders and names",
  needs: [],
  remedy: 'correct the script by the one of the same name that comes with icb, or take it out of templatedir',
  run: async ({ settings: { templateDir } }) => {
    if (templateDir === undefined) return skip('templatedir is not set');
    const strays = await checkSiteScripts(templateDir);
    return strays.length === 0 ? ok(templateDir) : warn(`${listSome(strays)} in ${templateDir}: icb has no script of that name`);
  },
};
