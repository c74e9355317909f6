import { describeStorageContract } from '../../contract.ts';
import { startOntap } from '../fixture.ts';

describeStorageContract('ONTAP over ZAPI', () => startOntap({ api: 'zapi', style: { apis: 'zapi' } }));
describeStorageContract('ONTAP over ZAPI with three volumes', () => startOntap({ api: 'zapi', style: { apis: 'zapi' }, suffixes: ['_data2', '_logs'] }));
