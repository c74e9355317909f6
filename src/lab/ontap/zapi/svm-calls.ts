// SVMs as ZAPI shows them: the one a call is for, or all of the cluster with its own.
import { listing } from './listing.ts';
import type { ZapiCall } from './zapi-filer.ts';
import { node, type ZapiNode } from './zapi-node.ts';

export const listSvms: ZapiCall = (filer, input) => {
  const { svm, configuration, style } = filer;
  const names = svm === undefined ? [configuration.svm, ...style.otherSvms] : [svm];
  const own: ZapiNode[] = svm === undefined ? [node('vserver-info', { 'vserver-name': 'lab', 'vserver-type': 'admin' })] : [];
  const assigned = style.aggregates.map((name) => node('vserver-aggr-info', { 'aggr-availsize': String(2 ** 44), 'aggr-name': name }));
  const records = names.map((name): ZapiNode => ['vserver-info', [...assignedList(assigned), ['vserver-name', name], ['vserver-type', 'data']]]);
  return listing([...own, ...records], input, { record: 'vserver-info', pageRecords: style.pageRecords });
};

/** Missing where an SVM has none. */
function assignedList(assigned: readonly ZapiNode[]): ZapiNode[] {
  return assigned.length === 0 ? [] : [['vserver-aggr-info-list', assigned]];
}
