import { describeStorageContract } from '../contract.ts';
import { startSoftnas } from './fixture.ts';

describeStorageContract('SoftNAS', () => startSoftnas());
