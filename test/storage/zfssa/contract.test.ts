import { describeStorageContract } from '../contract.ts';
import { startZfssa } from './fixture.ts';

describeStorageContract('ZFS Storage Appliance', () => startZfssa());
describeStorageContract('ZFS Storage Appliance 2013.1', () => startZfssa({ dialect: { snapshots: '2013.1', faults: 'guide', hasVersion2: false } }));
