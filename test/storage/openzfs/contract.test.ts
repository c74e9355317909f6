import { describeStorageContract } from '../contract.ts';
import { startOpenzfs } from './fixture.ts';

describeStorageContract('OpenZFS', () => startOpenzfs());
