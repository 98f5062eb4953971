import { unzipSync } from 'three/addons/libs/fflate.module.js';
import { describe, expect, it } from 'vitest';
import { storedZip } from '../../../../src/export/formats/usd/stored-zip.ts';

describe('a stored zip', () => {
  // Names of all lengths that a header can end at.
  const files = Array.from({ length: 70 }, (_, k) => ({
    name: `${'n'.repeat(k + 1)}-ü.png`,
    bytes: Uint8Array.from({ length: 3 * k }, (_, i) => (7 * i + k) % 256),
  }));
  const zip = storedZip(files);

  it('is unpacked to the same files', () => {
    const unpacked = unzipSync(zip) as Record<string, Uint8Array>;
    expect(Object.keys(unpacked)).toEqual(files.map(({ name }) => name));
    for (const { name, bytes } of files) expect(Array.from(unpacked[name])).toEqual(Array.from(bytes));
  });

  it('has each of them at a multiple of 64 bytes', () => {
    const view = new DataView(zip.buffer, zip.byteOffset);
    let at = 0;
    for (const { bytes } of files) {
      expect(view.getUint32(at, true)).toBe(0x04034b50);
      const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      expect(begin % 64).toBe(0);
      at = begin + bytes.length;
    }
  });

  it('has the checksums of its files', () => {
    const [first] = [storedZip([{ name: 'a', bytes: Buffer.from('123456789') }])];
    expect(new DataView(first.buffer, first.byteOffset).getUint32(14, true)).toBe(0xcbf43926);
  });
});
