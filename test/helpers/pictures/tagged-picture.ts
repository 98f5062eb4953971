import { crc32, deflateSync } from 'node:zlib';

/** Samples of 16 bits, as they are in the file. */
export interface Samples16 {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colours */
  readonly channels: 1 | 3;
  readonly data: Uint16Array;
}

/** A PNG of 16 bits with a profile. */
export function pngWithProfile({ width, height, channels, data }: Samples16, icc: Uint8Array | null): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([16, channels === 3 ? 2 : 0, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 2 * channels * width));
  for (let y = 0; y < height; y++)
    for (let i = 0; i < channels * width; i++)
      rows.writeUInt16BE(data[channels * width * y + i], y * (1 + 2 * channels * width) + 1 + 2 * i);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(icc === null ? [] : [chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(icc)]))]),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG of one bit a pixel, all white: what unpacks to the most. */
export function whitePng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const stride = 1 + Math.ceil(side / 8);
  const rows = Buffer.alloc(side * stride, 0xff);
  for (let y = 0; y < side; y++) rows[y * stride] = 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(name, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** An uncompressed little-endian TIFF of 16 bits with a profile. */
export function tiffWithProfile({ width, height, channels, data }: Samples16, icc: Uint8Array | null): Buffer {
  const pixels = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const bitsAt = 8 + pixels.length;
  const iccAt = bitsAt + 6;
  const entries: readonly (readonly number[])[] = [
    [256, 3, 1, width],
    [257, 3, 1, height],
    channels === 3 ? [258, 3, 3, bitsAt] : [258, 3, 1, 16],
    [259, 3, 1, 1],
    [262, 3, 1, channels === 3 ? 2 : 1],
    [273, 4, 1, 8],
    [277, 3, 1, channels],
    [278, 3, 1, height],
    [279, 4, 1, pixels.length],
    ...(icc === null ? [] : [[34675, 7, icc.length, iccAt]]),
  ];
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    directory.writeUInt16LE(tag, 2 + 12 * i);
    directory.writeUInt16LE(type, 4 + 12 * i);
    directory.writeUInt32LE(count, 6 + 12 * i);
    directory.writeUInt32LE(value, 10 + 12 * i);
  }
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  const profile = Buffer.from(icc ?? []);
  header.writeUInt32LE(iccAt + profile.length + (profile.length % 2), 4);
  return Buffer.concat([
    header,
    pixels,
    Buffer.from([16, 0, 16, 0, 16, 0]),
    profile,
    Buffer.alloc(profile.length % 2),
    directory,
  ]);
}
