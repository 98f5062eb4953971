import { AsmFitError } from '../../errors.ts';
import type { ByteImage } from '../image.ts';

/** Windows bitmaps as paint programs, scanners and microscopes write them: uncompressed. */

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const OS2_HEADER = 64;
const COMPRESSIONS = ['none', 'RLE8', 'RLE4', 'bit fields', 'JPEG', 'PNG', 'bit fields with alpha'];
const [NONE, BIT_FIELDS, ALPHA_BIT_FIELDS] = [0, 3, 6];

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  /** Red, green, blue, alpha; 0 where there is none. */
  readonly masks: readonly number[];
  /** [N, 3] red, green, blue; empty from 16 bits on. */
  readonly palette: Uint8Array;
  readonly pixelsAt: number;
}

/**
 * Decodes an uncompressed BMP of 1, 4, 8, 16, 24 or 32 bits; alpha is laid on a background of one level.
 * @param check is told width and height before memory is taken for them
 * @throws {AsmFitError} input: compressed, cut off or inconsistent
 */
export function decodeBmp(
  bytes: Uint8Array,
  path: string,
  background: number,
  check: (width: number, height: number) => void,
): ByteImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(view, path);
  const { width, height, bits, topDown, pixelsAt } = header;
  check(width, height);
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (pixelsAt + stride * height > bytes.length)
    throw refusal(path, `${stride * height} bytes of pixels from byte ${pixelsAt} on`, `${bytes.length} bytes in all`);
  const data = new Uint8Array(3 * width * height);
  const paint = bits <= 8 ? indexed(bytes, header, path) : direct(view, header, background);
  for (let y = 0; y < height; y++)
    paint(pixelsAt + stride * (topDown ? y : height - 1 - y), data.subarray(3 * width * y, 3 * width * (y + 1)));
  return { width, height, data };
}

function refusal(path: string, requirement: string, received: string): AsmFitError {
  return new AsmFitError(
    'input',
    `${path}: the image must decode: a BMP must have ${requirement}; received ${received}`,
    'export it as PNG or as an uncompressed BMP',
  );
}

function readHeader(view: DataView, path: string): BmpHeader {
  const need = (end: number): void => {
    if (end > view.byteLength) throw refusal(path, `a header of ${end} bytes`, `${view.byteLength} bytes in all`);
  };
  need(FILE_HEADER + CORE_HEADER);
  const size = view.getUint32(FILE_HEADER, true);
  const core = size === CORE_HEADER;
  need(FILE_HEADER + size);
  if (!core && size < 40) throw refusal(path, 'a header of 12 or of 40 to 124 bytes', `${size}`);
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const compression = core ? NONE : view.getUint32(30, true);
  const height = Math.abs(signedHeight);
  if (!(width > 0 && height > 0)) throw refusal(path, 'a width and a height', `${width} x ${signedHeight}`);
  const fields = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  if (compression !== NONE && !fields)
    throw refusal(path, 'no compression', COMPRESSIONS[compression] ?? `compression ${compression}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits) || (fields && bits !== 16 && bits !== 32))
    throw refusal(path, '1, 4, 8, 16, 24 or 32 bits a pixel, and fields in 16 or 32', `${bits}`);
  // After the old header of 40 bytes the masks follow it; the newer ones hold them.
  const maskCount = !fields && size < 56 ? 0 : size >= 56 || compression === ALPHA_BIT_FIELDS ? 4 : 3;
  need(54 + 4 * maskCount);
  const masks = fields
    ? [0, 1, 2, 3].map((k) => (k < maskCount ? view.getUint32(54 + 4 * k, true) : 0))
    : bits === 16
      ? [0x7c00, 0x3e0, 0x1f, 0]
      : [0xff0000, 0xff00, 0xff, 0];
  if (fields && size === OS2_HEADER) throw refusal(path, 'no compression', 'that of OS/2');
  if (fields)
    for (const mask of masks)
      if (!isRun(mask)) throw refusal(path, 'fields of neighbouring bits', `0x${mask.toString(16)}`);
  const paletteAt = FILE_HEADER + size + (fields && size === 40 ? 4 * maskCount : 0);
  const pixelsAt = view.getUint32(10, true);
  if (pixelsAt < FILE_HEADER + size) throw refusal(path, 'its pixels behind its header', `them at byte ${pixelsAt}`);
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bits,
    masks,
    pixelsAt,
    palette: readPalette(view, { bits, core, at: paletteAt, end: pixelsAt }, path),
  };
}

/** Where a palette lies and what its entries are: 3 bytes after the oldest header, else 4. */
interface PalettePlace {
  readonly bits: number;
  readonly core: boolean;
  readonly at: number;
  readonly end: number;
}

function readPalette(view: DataView, { bits, core, at, end }: PalettePlace, path: string): Uint8Array {
  if (bits > 8) return new Uint8Array();
  const entry = core ? 3 : 4;
  const used = core ? 0 : view.getUint32(46, true);
  const room = Math.max(0, Math.floor((Math.min(end, view.byteLength) - at) / entry));
  const count = used === 0 ? Math.min(2 ** bits, room) : used;
  if (count === 0 || count > 2 ** bits || count > room)
    throw refusal(path, `a palette of at most ${2 ** bits} colours`, `${count}, room for ${room}`);
  return Uint8Array.from({ length: 3 * count }, (_, i) => view.getUint8(at + entry * Math.floor(i / 3) + 2 - (i % 3)));
}

function indexed(bytes: Uint8Array, { bits, palette, width }: BmpHeader, path: string) {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return (row: number, out: Uint8Array): void => {
    for (let x = 0; x < width; x++) {
      const index = (bytes[row + Math.floor(x / perByte)] >> (bits * (perByte - 1 - (x % perByte)))) & mask;
      if (3 * index >= palette.length)
        throw refusal(path, `colours of its palette, 0..${palette.length / 3 - 1}`, `${index}`);
      for (let c = 0; c < 3; c++) out[3 * x + c] = palette[3 * index + c];
    }
  };
}

function direct(view: DataView, { bits, masks, width, height, pixelsAt }: BmpHeader, background: number) {
  const step = bits / 8;
  const read = (at: number): number =>
    bits === 16
      ? view.getUint16(at, true)
      : bits === 32
        ? view.getUint32(at, true)
        : view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  const fields = masks.map((mask) => ({
    mask,
    shift: mask === 0 ? 0 : 31 - Math.clz32(mask & -mask),
    most: mask >>> (mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)),
  }));
  const [, , , alpha] = fields;
  // Programs that know no alpha leave its byte at zero.
  const seen = alpha.mask !== 0 && hasAlpha();
  function hasAlpha(): boolean {
    for (let i = 0; i < width * height; i++) if ((read(pixelsAt + step * i) & alpha.mask) !== 0) return true;
    return false;
  }
  return (row: number, out: Uint8Array): void => {
    for (let x = 0; x < width; x++) {
      const pixel = read(row + step * x);
      const share = seen ? ((pixel & alpha.mask) >>> alpha.shift) / alpha.most : 1;
      for (let c = 0; c < 3; c++) {
        const { mask, shift, most } = fields[c];
        const level = most === 0 ? 0 : (255 * ((pixel & mask) >>> shift)) / most;
        out[3 * x + c] = Math.round(share * level + (1 - share) * background);
      }
    }
  };
}

/** Whether the set bits are neighbours. */
function isRun(mask: number): boolean {
  const low = mask & -mask;
  return mask === 0 || (((mask + low) >>> 0) & mask) === 0;
}
