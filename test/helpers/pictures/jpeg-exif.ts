/** Numbers of EXIF, by name. */
export interface ExifNumbers {
  readonly orientation?: number;
  readonly focalLengthIn35mmFilm?: number;
  readonly pixelXDimension?: number;
  readonly pixelYDimension?: number;
}

/** A JPEG with EXIF as a camera would have written it: libvips sets the dimensions to the picture's own. */
export function jpegWithExif(jpeg: Buffer, numbers: ExifNumbers): Buffer {
  const main: number[][] = [[0x8769, 4, 0]];
  if (numbers.orientation !== undefined) main.unshift([0x0112, 3, numbers.orientation]);
  const photo: number[][] = [];
  if (numbers.pixelXDimension !== undefined) photo.push([0xa002, 4, numbers.pixelXDimension]);
  if (numbers.pixelYDimension !== undefined) photo.push([0xa003, 4, numbers.pixelYDimension]);
  if (numbers.focalLengthIn35mmFilm !== undefined) photo.push([0xa405, 3, numbers.focalLengthIn35mmFilm]);
  main[main.length - 1][2] = 8 + 2 + 12 * main.length + 4;
  const body = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), directory(main), directory(photo)]);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 4);
  return Buffer.concat([head, body, jpeg.subarray(2)]);
}

function directory(entries: readonly (readonly number[])[]): Buffer {
  const out = Buffer.alloc(2 + 12 * entries.length + 4);
  out.writeUInt16LE(entries.length, 0);
  for (const [i, [tag, type, value]] of entries.entries()) {
    out.writeUInt16LE(tag, 2 + 12 * i);
    out.writeUInt16LE(type, 4 + 12 * i);
    out.writeUInt32LE(1, 6 + 12 * i);
    out.writeUInt32LE(value, 10 + 12 * i);
  }
  return out;
}
