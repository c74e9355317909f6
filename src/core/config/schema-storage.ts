import type { Setting } from './setting.ts';

const tlsSettings = [
  {
    key: 'cacert',
    type: { kind: 'path' },
    meaning: "certificate of the authority that signed the appliance's own, when the system does not know it",
    example: 'storage-ca.pem',
  },
  {
    key: 'tlsverify',
    type: { kind: 'boolean' },
    meaning: 'false: take any certificate, so anybody in the network may pose as the appliance and read the password',
    default: 'true',
    example: 'true',
  },
] as const satisfies readonly Setting[];

export const zfssaSettings = [
  {
    key: 'url',
    type: { kind: 'url' },
    meaning: 'address of the REST service',
    required: true,
    example: 'https://zfssa.example.com:215',
  },
  { key: 'pool', type: { kind: 'word' }, meaning: 'storage pool', required: true, example: 'pool-0' },
  {
    key: 'project',
    type: { kind: 'word' },
    meaning: 'project that holds one filesystem for each database',
    required: true,
    example: 'db-backup',
  },
  {
    key: 'mounthost',
    type: { kind: 'word' },
    meaning: 'address for NFS mounts, when it is not that of url',
    example: 'zfssa-nfs.example.com',
  },
  ...tlsSettings,
] as const satisfies readonly Setting[];

export const ontapSettings = [
  {
    key: 'filer',
    type: { kind: 'word' },
    meaning: 'address of the management interface',
    required: true,
    example: 'filer-mgmt.example.com',
  },
  {
    key: 'mounthost',
    type: { kind: 'word' },
    meaning: 'address for NFS mounts',
    defaultFrom: 'filer',
    example: 'filer-nfs.example.com',
  },
  { key: 'svm', type: { kind: 'word' }, meaning: 'storage virtual machine', example: 'svm_backup' },
  {
    key: 'volumeprefix',
    type: { kind: 'word' },
    meaning: "what stands before the database's name in the name of its volume",
    default: '',
    example: 'backup_',
  },
  {
    key: 'aggregate',
    type: { kind: 'word' },
    meaning: "where icb volume create makes volumes; absent: in the SVM's only aggregate",
    example: 'aggr1',
  },
  {
    key: 'volumesize',
    type: { kind: 'size' },
    meaning: 'size of a volume that icb volume create makes, thin provisioned; the filer lets it grow',
    default: '1T',
    example: '20T',
  },
  {
    key: 'exportpolicy',
    type: { kind: 'word' },
    meaning: "export policy of a volume that icb volume create makes; absent: the SVM's usual one",
    example: 'oracle_backup',
  },
  ...tlsSettings,
  {
    key: 'api',
    type: { kind: 'choice', choices: ['rest', 'zapi', 'auto'] },
    meaning: 'interface to use; auto takes REST where the filer has it',
    default: 'auto',
    example: 'auto',
  },
] as const satisfies readonly Setting[];

export const softnasSettings = [
  {
    key: 'serveraddress',
    type: { kind: 'word' },
    meaning: 'address of the appliance',
    required: true,
    example: 'softnas.example.com',
  },
  { key: 'pool', type: { kind: 'word' }, meaning: 'storage pool', required: true, example: 'backup' },
  {
    key: 'timezone',
    type: { kind: 'word' },
    meaning: "time zone of the appliance, for releases that tell the times of snapshots only as a text; absent: this host's",
    example: 'Europe/Tallinn',
  },
  ...tlsSettings,
] as const satisfies readonly Setting[];

export const doradoSettings = [
  {
    key: 'url',
    type: { kind: 'urls' },
    meaning: 'address of the REST service of each controller: the next is tried when one cannot be reached',
    required: true,
    example: 'https://dorado-a.example.com:8088, https://dorado-b.example.com:8088',
  },
  { key: 'vstore', type: { kind: 'word' }, meaning: 'vStore of the file systems; absent: they belong to the array itself', example: 'backup' },
  {
    key: 'mounthost',
    type: { kind: 'word' },
    meaning: 'address for NFS mounts',
    required: true,
    example: 'dorado-nfs.example.com',
  },
  {
    key: 'restorenfsclient',
    type: { kind: 'multiple', of: 'word' },
    meaning: 'hosts, subnets or @netgroups that may mount clones, or * for any; without it there are no clones',
    example: '192.0.2.10',
  },
  { key: 'pool', type: { kind: 'word' }, meaning: 'storage pool for icb volume create; absent: the only one', example: 'StoragePool001' },
  { key: 'volumesize', type: { kind: 'size' }, meaning: 'size that icb volume create gives a file system, which takes only what is used of it', default: '1T', example: '4T' },
  {
    key: 'nfsclient',
    type: { kind: 'multiple', of: 'word' },
    meaning: 'hosts, subnets or @netgroups that may mount what icb volume create makes',
    defaultFrom: 'restorenfsclient',
    example: '192.0.2.0/24',
  },
  ...tlsSettings,
] as const satisfies readonly Setting[];

export const openzfsSettings = [
  {
    key: 'dataset',
    type: { kind: 'word' },
    meaning: 'dataset that holds one child for each database',
    required: true,
    example: 'tank/backup',
  },
  { key: 'host', type: { kind: 'word' }, meaning: 'run zfs on this host over ssh; absent: here', example: 'icb@nfs1.example.com' },
  {
    key: 'sshconfig',
    type: { kind: 'path' },
    meaning: "configuration file of ssh with port, key and known hosts for host; absent: ssh's own",
    example: 'ssh.cfg',
  },
  {
    key: 'zfscommand',
    type: { kind: 'command' },
    meaning: 'how to call zfs there',
    default: 'zfs',
    example: 'sudo -n /usr/sbin/zfs',
  },
  {
    key: 'sharenfs',
    type: { kind: 'word' },
    meaning: 'property sharenfs of clones; absent: what they inherit from dataset',
    example: 'rw=@192.0.2.0/24,no_root_squash',
  },
  {
    key: 'mounthost',
    type: { kind: 'word' },
    meaning: 'address for NFS mounts, when it is not host',
    example: 'nfs1.example.com',
  },
] as const satisfies readonly Setting[];
