// The [dorado] section of the configuration; [huaweidorado] in older files.
import { ConfigurationError } from '#core/errors.ts';
import { requireOneVolume } from '../one-volume.ts';
import { requiredSetting, volumeSizeSetting } from '../section-settings.ts';
import type { SnapHandlerContext } from '../snap-handler.ts';
import { readTlsSettings, type TlsSettings } from '../https/tls-settings.ts';

export interface DoradoSettings extends TlsSettings {
  /** `https://host:port` of each controller, in the order in which they are tried. */
  readonly origins: readonly string[];
  /** Where NFS clients mount from. */
  readonly mountHost: string;
  /** Absent: the filesystems belong to the array itself (System_vStore). */
  readonly vstore: string | undefined;
  readonly volume: string;
  /** Who may mount clones. */
  readonly restoreClients: readonly string[];
  readonly newVolume: NewVolumeSettings;
}

/** What a new volume is made with. */
export interface NewVolumeSettings {
  /** Absent: the array's only one. */
  readonly pool: string | undefined;
  readonly sizeBytes: number;
  /** Who may mount it. */
  readonly clients: readonly string[];
}

const restPath = '/deviceManager/rest';

/** @throws {ConfigurationError} for the first setting that is missing or unusable */
export function readSettings(context: SnapHandlerContext): DoradoSettings {
  requireOneVolume(context, 'dorado');
  const restoreClients = words(context.get('restorenfsclient', 'dorado'));
  const volumeClients = words(context.get('nfsclient', 'dorado'));
  return {
    origins: words(requiredSetting(context, { section: 'dorado', key: 'url' })).map(parseUrl),
    mountHost: requiredSetting(context, { section: 'dorado', key: 'mounthost' }),
    vstore: context.get('vstore', 'dorado'),
    volume: volumeName(context.database),
    restoreClients,
    newVolume: {
      pool: context.get('pool', 'dorado'),
      sizeBytes: volumeSizeSetting(context, 'dorado'),
      clients: volumeClients.length > 0 ? volumeClients : restoreClients,
    },
    ...readTlsSettings(context, 'dorado'),
  };
}

/** In filters of the REST interface other characters mean something; how long a name may be is not known. */
export function isFilesystemName(name: string): boolean {
  return /^[\w.-]{1,255}$/.test(name);
}

function words(list = ''): readonly string[] {
  return list.split(/[\s,]+/u).filter((word) => word !== '');
}

/** No message repeats the value: it may hold a password, wherever the @ is. */
function parseUrl(text: string): string {
  const url = text.includes('@') ? null : URL.parse(text);
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError('url in section [dorado] is not the https address of a controller, or several separated by commas', {
      hint: 'write https://host:8088, and put user and password into huaweidoradocredentials.cfg beside the configuration',
    });
  }
  // Drivers of others want the whole address of the REST service there.
  if (!['', restPath].includes(url.pathname.replace(/\/$/, ''))) {
    throw new ConfigurationError('url in section [dorado] must end after the port', { hint: `write ${url.origin}` });
  }
  return url.origin;
}

function volumeName(name: string): string {
  if (isFilesystemName(name)) return name;
  throw new ConfigurationError(`no filesystem of an OceanStor can have the name ${name}: letters, digits, _, - and . are allowed`, { hint: 'the filesystem is called like the database' });
}
