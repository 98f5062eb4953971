import { inflateRawSync } from 'node:zlib';
import { AsmFitError } from '../../errors.ts';

const MAX_ENTRIES = 100_000;
const MAX_ENTRY_BYTES = 2 ** 31;

/** Files of a ZIP archive by name (PyTorch stores them uncompressed). @throws {AsmFitError} input: damaged. */
export function readZip(bytes: Uint8Array, where: string): Map<string, () => Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (received: string): never => {
    throw new AsmFitError(
      'input',
      `${where}: the archive must be whole; received ${received}`,
      'download the file again',
    );
  };
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_600 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) fail('no directory');
  let count = view.getUint16(end + 10, true);
  let directory = view.getUint32(end + 16, true);
  if (count === 0xffff || directory === 0xffffffff) {
    // ZIP64: a locator stands before the end record.
    const record = Number(view.getBigUint64(end - 20 + 8, true));
    if (view.getUint32(end - 20, true) !== 0x07064b50 || record + 56 > bytes.length) fail('a broken ZIP64 directory');
    count = Number(view.getBigUint64(record + 32, true));
    directory = Number(view.getBigUint64(record + 48, true));
  }
  if (count > MAX_ENTRIES) fail(`${count} files`);
  const files = new Map<string, () => Uint8Array>();
  let at = directory;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) fail('a broken directory');
    const method = view.getUint16(at + 10, true);
    let packed = view.getUint32(at + 20, true);
    let size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    let local = view.getUint32(at + 42, true);
    const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString('utf8');
    // ZIP64's extra field holds, in this order, whichever of the three did not fit.
    const extraEnd = at + 46 + nameLength + extraLength;
    for (let extra = at + 46 + nameLength; extra + 4 <= extraEnd; ) {
      const length = view.getUint16(extra + 2, true);
      if (view.getUint16(extra, true) === 1) {
        let field = extra + 4;
        const next = (): number => {
          field += 8;
          if (field > extraEnd) fail('a broken ZIP64 field');
          return Number(view.getBigUint64(field - 8, true));
        };
        if (size === 0xffffffff) size = next();
        if (packed === 0xffffffff) packed = next();
        if (local === 0xffffffff) local = next();
      }
      extra += 4 + length;
    }
    at = extraEnd + view.getUint16(at + 32, true);
    if (size > MAX_ENTRY_BYTES) fail(`${name} of ${size} bytes`);
    files.set(name, () => {
      if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50) fail(`no header of ${name}`);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      if (start + packed > bytes.length) fail(`${name} cut off`);
      const content = bytes.subarray(start, start + packed);
      if (method === 0) return content;
      if (method !== 8) return fail(`${name} in compression ${method}`);
      const inflated = inflateRawSync(content, { maxOutputLength: size });
      return inflated;
    });
  }
  return files;
}
