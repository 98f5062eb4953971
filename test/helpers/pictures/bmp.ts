/** A BMP with the header of 40 bytes. */
export interface BmpParts {
  readonly width: number;
  /** Negative: the first row is the top one. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** Masks of the fields, or a palette of blue, green, red, 0. */
  readonly between?: readonly number[];
  readonly used?: number;
  /** Rows as they lie in the file, padded to four bytes. */
  readonly pixels: Uint8Array;
}

export function bmp({ width, height, bits, compression = 0, between = [], used = 0, pixels }: BmpParts): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM', 'latin1');
  header.writeUInt32LE(54 + between.length + pixels.length, 2);
  header.writeUInt32LE(54 + between.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(used, 46);
  return Buffer.concat([header, Buffer.from(between), pixels]);
}

/** 32-bit numbers as bytes, the lowest first. */
export function littleEndian(...numbers: number[]): number[] {
  return numbers.flatMap((x) => [x & 255, (x >>> 8) & 255, (x >>> 16) & 255, x >>> 24]);
}
