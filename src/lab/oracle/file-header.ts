import { blockDamage, blockHeaderSize, blockSize, readRawBlock, sealBlock, writeBlock } from './blocks.ts';

/** Which pluggable database: file headers and redo name it, so that recovery knows one it has not met. */
export interface ContainerIdentity {
  readonly con_id: number;
  readonly name: string;
  readonly dbid: number;
  readonly guid: string;
}

/** What block 1 of a datafile, or of an image copy of it, says. */
export interface FileHeader {
  readonly dbid: number;
  readonly dbName: string;
  readonly file: number;
  readonly tablespace: string;
  /** Of a file that belongs to a pluggable database. */
  readonly container?: ContainerIdentity;
  readonly blocks: number;
  readonly creationChange: number;
  readonly creationTime: string;
  readonly resetlogsChange: number;
  readonly resetlogsId: number;
  /** Every change before this SCN is in the file. */
  readonly checkpointChange: number;
  readonly checkpointTime: string;
  /** Blocks may be newer than the checkpoint: the file needs redo before it can be opened (law 7). */
  readonly fuzzy: boolean;
  /** SCN of the newest such block, where it is known. */
  readonly fuzzyChange: number | null;
}

const magic = 'ICBLABDF';

/** Block 0: says that this is a simulated datafile. */
export function firstBlock(): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(magic, 0, 'latin1');
  return block;
}

/** The header of the file, or nothing when it is no datafile or its header is damaged. */
export function readFileHeader(descriptor: number): FileHeader | undefined {
  if (readRawBlock(descriptor, 0).toString('latin1', 0, magic.length) !== magic) return undefined;
  const block = readRawBlock(descriptor, 1);
  const file = block.readUInt32BE(8);
  if (file === 0 || blockDamage(block, { file, block: 1 }) !== undefined) return undefined;
  const start = blockHeaderSize + 2;
  return JSON.parse(block.toString('utf8', start, start + block.readUInt16BE(blockHeaderSize))) as FileHeader;
}

export function writeFileHeader(descriptor: number, header: FileHeader): void {
  const block = Buffer.alloc(blockSize);
  const length = block.write(JSON.stringify(header), blockHeaderSize + 2, 'utf8');
  block.writeUInt16BE(length, blockHeaderSize);
  sealBlock(block, { type: 'file header', file: header.file, block: 1, scn: header.checkpointChange, invalidated: false });
  writeBlock(descriptor, 1, block);
}
