import { describeStorageContract } from '../contract.ts';
import { startDorado } from './fixture.ts';

describeStorageContract('OceanStor Dorado', () => startDorado());
describeStorageContract('OceanStor Dorado without a vStore', () => startDorado({ withoutVstore: true }));
