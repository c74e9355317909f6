// The [ontap] section of the configuration.
import { ConfigurationError } from '#core/errors.ts';
import { hostSetting, volumeSizeSetting } from '../section-settings.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { readTlsSettings, type TlsSettings } from '../https/tls-settings.ts';

export interface OntapSettings extends TlsSettings {
  readonly api: 'auto' | 'rest' | 'zapi';
  /** `https://host:port`. */
  readonly origin: string;
  /** Host, and port when it is not the usual one; for messages. */
  readonly host: string;
  /** Where NFS clients mount from. */
  readonly mountHost: string;
  /** Absent: the user sees one SVM only, or the name of the volume is the only one of its kind. */
  readonly svm: string | undefined;
  /** Names of the database's volumes, the main one first. */
  readonly volumes: readonly string[];
  /** Of a new volume. */
  readonly newVolume: {
    /** Absent: the only one the SVM may use. */
    readonly aggregate: string | undefined;
    readonly sizeBytes: number;
    /** Absent: that of the SVM. */
    readonly exportPolicy: string | undefined;
  };
}

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): OntapSettings {
  const api = parseApi(context.get('api', 'ontap') ?? 'auto');
  const url = hostSetting(context, { section: 'ontap', key: 'filer' });
  const mountHost = context.get('mounthost', 'ontap');
  return {
    api,
    origin: url.origin,
    host: url.host,
    // The port is that of the management interface.
    mountHost: mountHost === undefined || mountHost === context.get('filer', 'ontap') ? url.hostname : mountHost,
    svm: context.get('svm', 'ontap'),
    volumes: volumeNames(context),
    newVolume: {
      aggregate: context.get('aggregate', 'ontap'),
      sizeBytes: volumeSizeSetting(context, 'ontap'),
      exportPolicy: context.get('exportpolicy', 'ontap'),
    },
    ...readTlsSettings(context, 'ontap'),
  };
}

/** Letters, digits and underscores, no digit in front, 203 at most: what ONTAP takes for the name of a volume. */
export function isVolumeName(name: string): boolean {
  return /^[A-Za-z_]\w{0,202}$/.test(name);
}

function parseApi(api: string): OntapSettings['api'] {
  if (api === 'auto' || api === 'rest' || api === 'zapi') return api;
  throw new ConfigurationError(`api in section [ontap] must be rest, zapi or auto, not ${api}`);
}

function volumeNames(context: SnapHandlerContext): string[] {
  const main = (context.get('volumeprefix', 'ontap') ?? '') + context.database;
  const suffixes = (context.get('additionalvolumesuffixes') ?? '').split(',').map((suffix) => suffix.trim()).filter((suffix) => suffix !== '');
  const twice = suffixes.find((suffix, index) => suffixes.indexOf(suffix) !== index);
  if (twice !== undefined) throw new ConfigurationError(`additionalvolumesuffixes of ${context.database} has ${twice} twice`, { hint: 'name each volume once' });
  return [volumeName(main), ...suffixes.map((suffix) => volumeName(main + suffix))];
}

function volumeName(name: string): string {
  if (isVolumeName(name)) return name;
  throw new ConfigurationError(`no volume of ONTAP can have the name ${name}: only letters, digits and _ are allowed, no digit in front`, {
    hint: 'its name is volumeprefix of section [ontap], the name of the database, and for further volumes one of its additionalvolumesuffixes',
  });
}
