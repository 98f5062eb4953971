import { inflateRawSync } from 'node:zlib';
import { AsmFitError } from '../../errors.ts';
import type { ByteSource } from '../../files/input-file.ts';
import { checksum32 } from './checksum32.ts';
import { shownText } from './pickle/pickle-values.ts';
import type { ReadBudget } from './pickle/read-budget.ts';

const MAX_ENTRIES = 50_000;
const MAX_DIRECTORY_BYTES = 2 ** 26;
const MAX_ENTRY_BYTES = 2 ** 31;
/** PyTorch stores; archives that were packed again shrink a little, and bombs a thousandfold. */
const FREE_INFLATED_BYTES = 2 ** 20;
const MAX_INFLATED_RATIO = 64;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const NOT_HERE = 0xffffffff;

/** A ZIP archive's files, read when they are asked for. */
export interface ZipArchive {
  readonly names: readonly string[];
  /** Null where the archive has none of that name. @throws {AsmFitError} input: damaged, or larger than it may be */
  read(name: string): Uint8Array | null;
}

interface ZipEntry {
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
}

/** Opens a ZIP archive by its directory. @throws {AsmFitError} input: damaged. */
export function openZip(source: ByteSource, where: string, budget: ReadBudget): ZipArchive {
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: the archive must be whole; received ${received}`,
      'download the file again',
    );
  };
  const { start, count, bytes } = readDirectory(source, fail);
  const archive = { source, start, fail };
  budget.items(count);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { name, entry, next } = readEntry(bytes, at, fail);
    if (entries.has(name)) fail(`two files named ${shownText(name)}`);
    entries.set(name, entry);
    at = next;
  }
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      return entry === undefined ? null : readContent(archive, shownText(name), entry, budget);
    },
  };
}

type Fail = (received: string) => never;

/** Finds the directory from the archive's end. */
function readDirectory(source: ByteSource, fail: Fail): { start: number; count: number; bytes: Uint8Array } {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT_BYTES);
  const tail = viewOf(source.read(tailStart, source.size - tailStart));
  let end = tail.byteLength - END_BYTES;
  // The comment behind the end record tells its length: a signature within a comment does not match it.
  const isEnd = (at: number): boolean =>
    tail.getUint32(at, true) === 0x06054b50 && at + END_BYTES + tail.getUint16(at + 20, true) === tail.byteLength;
  while (end >= 0 && !isEnd(end)) end--;
  if (end < 0) return fail('no directory');
  let count = tail.getUint16(end + 10, true);
  let size = tail.getUint32(end + 12, true);
  let start = tail.getUint32(end + 16, true);
  let before = tailStart + end;
  if (count === 0xffff || size === NOT_HERE || start === NOT_HERE) {
    // ZIP64: a locator stands before the end record.
    const locator = before - 20;
    if (locator < 0) return fail('a broken ZIP64 directory');
    const found = viewOf(source.read(locator, 20));
    const record = safe(found.getBigUint64(8, true));
    if (found.getUint32(0, true) !== 0x07064b50 || !(record + 56 <= locator)) return fail('a broken ZIP64 directory');
    const fields = viewOf(source.read(record, 56));
    if (fields.getUint32(0, true) !== 0x06064b50) return fail('a broken ZIP64 directory');
    count = safe(fields.getBigUint64(32, true));
    size = safe(fields.getBigUint64(40, true));
    start = safe(fields.getBigUint64(48, true));
    before = record;
  }
  if (!(count <= MAX_ENTRIES)) return fail(`${count} files`);
  if (!(size <= MAX_DIRECTORY_BYTES && start + size <= before)) return fail('a directory outside the file');
  return { start, count, bytes: source.read(start, size) };
}

function readEntry(bytes: Uint8Array, at: number, fail: Fail): { name: string; entry: ZipEntry; next: number } {
  const view = viewOf(bytes);
  if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) fail('a broken directory');
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) fail('a broken directory');
  const name = Buffer.from(bytes.subarray(at + 46, nameEnd)).toString('utf8');
  // Size, packed size, place.
  const fields = [24, 20, 42].map((field) => view.getUint32(at + field, true));
  for (let extra = nameEnd; extra + 4 <= extraEnd; ) {
    const length = view.getUint16(extra + 2, true);
    const fieldEnd = extra + 4 + length;
    if (fieldEnd > extraEnd) fail('a broken field in the directory');
    if (view.getUint16(extra, true) === 1) {
      // ZIP64's holds, in this order, whichever of the three did not fit.
      let field = extra + 4;
      fields.forEach((value, k) => {
        if (value !== NOT_HERE) return;
        if (field + 8 > fieldEnd) fail('a broken ZIP64 field');
        fields[k] = safe(view.getBigUint64(field, true));
        field += 8;
      });
    }
    extra = fieldEnd;
  }
  const [size, packed, local] = fields;
  if (!(size <= MAX_ENTRY_BYTES)) fail(`${shownText(name)} of ${size} bytes`);
  const entry = {
    method: view.getUint16(at + 10, true),
    encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
    checksum: view.getUint32(at + 16, true),
    packed,
    size,
    local,
  };
  return { name, entry, next };
}

/** An archive's bytes, and where its directory starts: the files lie before it. */
interface ZipBytes {
  readonly source: ByteSource;
  readonly start: number;
  readonly fail: Fail;
}

function readContent(
  { source, start: limit, fail }: ZipBytes,
  name: string,
  { method, encrypted, checksum, packed, size, local }: ZipEntry,
  budget: ReadBudget,
): Uint8Array {
  if (!(local + 30 <= limit)) return fail(`no header of ${name}`);
  const header = viewOf(source.read(local, 30));
  if (header.getUint32(0, true) !== 0x04034b50) return fail(`no header of ${name}`);
  const start = local + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (!(start + packed <= limit)) return fail(`${name} cut off`);
  if (encrypted) return fail(`${name} encrypted`);
  if (method !== 0 && method !== 8) return fail(`${name} in compression ${method}`);
  if (method === 0 && size !== packed) return fail(`${name} of ${size} bytes in ${packed}`);
  if (size > FREE_INFLATED_BYTES + MAX_INFLATED_RATIO * packed)
    return fail(`${name} of ${size} bytes packed into ${packed}`);
  budget.bytes(size);
  const content = source.read(start, packed);
  const plain = method === 0 ? content : inflate(content, size, name, fail);
  if (checksum32(plain) !== checksum) return fail(`${name} with another checksum than the archive says`);
  return plain;
}

function inflate(content: Uint8Array, size: number, name: string, fail: Fail): Uint8Array {
  try {
    // One byte more than it must have, so that more is seen and no more is taken.
    const plain = inflateRawSync(content, { maxOutputLength: size + 1 });
    if (plain.length === size) return plain;
  } catch {
    // zlib's words (a distance too far back) say nothing that a user could mend.
  }
  return fail(`${name} that does not unpack to its ${size} bytes`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** NaN where a number is too large for any file: no comparison holds then. */
function safe(value: bigint): number {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN;
}
