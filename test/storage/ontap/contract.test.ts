import { describeStorageContract } from '../contract.ts';
import { startOntap } from './fixture.ts';

describeStorageContract('ONTAP 9.14', () => startOntap());
describeStorageContract('ONTAP 9.6, page by page', () => startOntap({ style: { release: '9.6', pageRecords: 2 } }));
describeStorageContract('ONTAP that answers when all is done', () => startOntap({ style: { answersEarly: false } }));
describeStorageContract('ONTAP with two volumes, seen by a user of the SVM', () => startOntap({ suffixes: ['_data2'], style: { scope: 'svm', otherSvms: ['svm_test'] } }));
describeStorageContract('ONTAP 9.8 with three volumes', () => startOntap({ suffixes: ['_data2', '_logs'], style: { release: '9.8' } }));
