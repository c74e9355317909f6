// The runbook of one database: read when nothing else is left, by somebody who may never have seen icb. So it takes nothing for
// granted, names every file and folder, and has every command in full. It follows the same way as icb's own restores.

import { renderRunbook } from '#reports/restore-runbook.ts';
import type { RunbookSection } from '#reports/restore-runbook.ts';
import { controlFileSection, recoverySection, switchSection } from './bring-back.ts';
import { cloneSection, settingsSection } from './prepare.ts';
import { openingSection, productionSection, serviceSection } from './put-in-service.ts';
import { runbookPlaces } from './runbook-places.ts';
import type { RunbookValues } from './runbook-values.ts';
import { troubleSection, variantsSection } from './special-cases.ts';
import { instanceSection } from './start-instance.ts';
import { databaseSection, firstSection } from './what-there-is.ts';

export async function composeRunbook(values: RunbookValues): Promise<string> {
  const places = runbookPlaces(values);
  const sections: readonly RunbookSection[] = [
    firstSection(values, places),
    databaseSection(values),
    settingsSection(values, places),
    cloneSection(values, places),
    instanceSection(values, places),
    await controlFileSection(values, places),
    await switchSection(values, places),
    await recoverySection(values, places),
    await openingSection(values, places),
    await productionSection(values, places),
    serviceSection(values, places),
    variantsSection(values, places),
    troubleSection(values, places),
  ];
  return renderRunbook([`RESTORE RUNBOOK OF DATABASE ${values.settings.name} (DBID ${values.settings.dbid})`, `Values: ${values.source}.`], sections);
}
