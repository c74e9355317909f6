import { describeStorageContract } from '../contract.ts';
import { startDorado } from './fixture.ts';

describeStorageContract('OceanStor Dorado', () => startDorado());
