import { describe, expect, it } from 'vitest';
import { startOntap } from './fixture.ts';

describe('the settings of [ontap]', () => {
  it.each([
    [{ api: 'soap' }, /^api in section \[ontap\] must be rest, zapi or auto, not soap$/],
    [{ filer: undefined }, /^filer is missing in section \[ontap\] \(database orcl\)$/],
    [{ filer: 'admin:hidden@filer' }, /^filer in section \[ontap\] is not the name or address of a host$/],
    [{ filer: 'filer/api' }, /^filer in section \[ontap\] is not the name or address of a host$/],
    [{ volumesize: 'huge' }, /^volumesize in section \[ontap\] must be a size such as 500G or 2T, not huge$/],
    [{ volumesize: '0' }, /^volumesize in section \[ontap\] must be a size such as 500G or 2T, not 0$/],
    [{ tlsverify: 'perhaps' }, /^tlsverify in section \[ontap\] must be true or false, not perhaps$/],
    [{ cacert: 'none.pem' }, /^cacert in section \[ontap\]: there is no file \S+none\.pem$/],
    [{ volumeprefix: 'backup-' }, /^no volume of ONTAP can have the name backup-orcl: /],
    [{ 'database.additionalvolumesuffixes': '_data2,-logs' }, /^no volume of ONTAP can have the name orcl-logs: /],
    [{ 'database.additionalvolumesuffixes': '_data2, _data2' }, /^additionalvolumesuffixes of orcl has _data2 twice$/],
  ])('are refused before anything is asked: %j', async (settings, message) => {
    await using fixture = await startOntap();

    await expect(fixture.open('orcl', { settings })).rejects.toMatchObject({ name: 'ConfigurationError', message: expect.stringMatching(message) });

    expect(fixture.requests()).toEqual([]);
  });

  it.each(['rest', 'auto', undefined])('take REST with api: %s', async (api) => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { api } });

    expect(await storage.listSnapshots()).toEqual([]);
  });

  it('put volumeprefix in front of the volume, not of the snapshots', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('backup_orcl');
    await using storage = await fixture.open('orcl', { settings: { volumeprefix: 'backup_' } });

    const id = await storage.createSnapshot();

    expect(id).toBe('orcl_20240305T010203');
    expect(await storage.mountSource('orcl')).toBe('127.0.0.1:/backup_orcl');
  });

  it('need no SVM where the user sees only one', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { svm: undefined } });
    const id = await storage.createSnapshot();

    await storage.cloneSnapshot(id, 'some_clone');

    expect((await storage.listClones()).map(({ name }) => name)).toEqual(['some_clone']);
  });

  it('name the SVM that is missing', async () => {
    await using fixture = await startOntap();
    fixture.addVolume('orcl');
    await using storage = await fixture.open('orcl', { settings: { svm: 'svm_other' } });

    await expect(storage.listSnapshots()).rejects.toMatchObject({ name: 'VolumeNotFoundError', message: expect.stringContaining('there is no volume orcl in SVM svm_other') });
  });

  it('say which of two SVMs with volumes of one name is meant, and keep their clones apart', async () => {
    await using fixture = await startOntap({ style: { otherSvms: ['svm_test'] } });
    for (const folder of ['orcl', 'svm_test.orcl']) fixture.admin.addVolume(folder);
    await using vague = await fixture.open('orcl', { settings: { svm: undefined } });
    await using storage = await fixture.open('orcl');
    await using other = await fixture.open('orcl', { settings: { svm: 'svm_test' } });
    const id = await storage.createSnapshot();
    await storage.cloneSnapshot(id, 'some_clone');

    await expect(vague.listSnapshots()).rejects.toMatchObject({ message: expect.stringContaining('there is a volume orcl in several SVMs (svm_backup, svm_test)'), hint: 'say which with svm in [ontap]' });

    expect([await other.listSnapshots(), await other.listClones()]).toEqual([[], []]);
    expect(await storage.listClones()).toMatchObject([{ name: 'some_clone', origin: id }]);
  });
});
