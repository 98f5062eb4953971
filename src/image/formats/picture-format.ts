import { AsmFitError } from '../../errors.ts';
import { unreadTiff } from './tiff-kind.ts';

/** What we decode, told by content: a file's ending says little. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heic' | 'bmp';

const EXPORT = 'export or convert it to JPEG, PNG or TIFF';
const DEVELOP = 'develop it and export JPEG or TIFF; the preview inside it is too small';

/** First bytes (Latin-1) of files that come under a picture's name and are none that we decode; what it is; the way out. */
const REFUSED: readonly (readonly [starts: readonly string[], what: string, hint: string])[] = [
  [
    ['\0\x05\x16\x07'],
    'an AppleDouble file, which macOS leaves beside the picture',
    'give the file without ._ in its name',
  ],
  [['IIR', 'IIU\0', 'MMOR', 'II\x1a\0', 'FUJIFILMCCD-RAW', 'FOVb', '\0MRM'], 'a RAW photograph', DEVELOP],
  [['%PDF'], 'a PDF document', EXPORT],
  [['\0\0\0\x0cjP  ', '\xff\x4f\xff\x51'], 'JPEG 2000', EXPORT],
  [['\0\0\0\x0cJXL ', '\xff\x0a'], 'JPEG XL', EXPORT],
  [['v/1\x01'], 'OpenEXR', EXPORT],
  [['#?RA'], 'a Radiance HDR picture', EXPORT],
  [['8BPS'], 'a Photoshop document', EXPORT],
  [['DDS '], 'a DirectDraw surface', EXPORT],
  [['\0\0\x01\0'], 'an icon', EXPORT],
  [['SIMPLE  ='], 'a FITS picture', EXPORT],
  [['\x1aE\xdf\xa3'], 'a video', 'name it .webm or .mkv'],
  [['PK\x03\x04', '\x1f\x8b', '7z\xbc\xaf', 'Rar!'], 'an archive', 'unpack it'],
  [['version https://git-lfs'], 'a pointer of Git LFS', 'fetch the file itself: git lfs pull'],
];
/** The same of texts, after a byte order mark and blanks. */
const REFUSED_TEXTS: readonly (readonly [start: RegExp, what: string, hint: string])[] = [
  [/^<(!doctype html|html)/i, 'a web page', 'download the picture itself'],
  [/^<(\?xml|!--|!doctype|svg)/i, 'SVG or other XML', EXPORT],
  [/^P[1-7Ff]\s/, 'a Netpbm picture', EXPORT],
  [/^[{[]/, 'JSON or other text', 'give the photograph; where it is a capture.json, the folder that it lies in'],
];

/** Sizes of a BMP's second header. */
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];

/**
 * The format of a picture's bytes.
 * @throws {AsmFitError} input: something else, which is named where it is known; nothing of it is decoded
 */
export function pictureFormat(bytes: Uint8Array, path: string): PictureFormat {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = view.toString('latin1', 0, 256);
  const fail = (what: string, hint: string): never => {
    throw new AsmFitError(
      'input',
      `${path}: the image must decode; received ${what}, and only JPEG, PNG, WebP, TIFF, AVIF, GIF and BMP are read`,
      hint,
    );
  };
  const refused = REFUSED.find(([starts]) => starts.some((magic) => start.startsWith(magic)));
  if (refused !== undefined) return fail(refused[1], refused[2]);
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^GIF8[79]a/.test(start)) return 'gif';
  const kind = start.slice(8, 12);
  if (start.startsWith('RIFF') && kind === 'WEBP') return 'webp';
  if (start.startsWith('RIFF') && kind === 'AVI ') return fail('a video', 'name it .avi');
  if (start.startsWith('BM') && bytes.length >= 18 && BMP_HEADERS.includes(view.readUInt32LE(14))) return 'bmp';
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(start.slice(0, 4))) {
    const raw = kind.startsWith('CR') ? 'a RAW photograph' : unreadTiff(bytes);
    return raw === null ? 'tiff' : fail(raw, DEVELOP);
  }
  if (start.slice(4, 8) === 'ftyp') return isoFormat(view, fail);
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  const written = REFUSED_TEXTS.find(([magic]) => magic.test(text));
  if (written !== undefined) return fail(written[1], written[2]);
  return fail('bytes that are no known picture', 'replace the file, or remove it');
}

const HEVC = /hei[cxms]|hev[cxms]/;

/** By the brands of an ISO media file's first box. */
function isoFormat(view: Buffer, fail: (what: string, hint: string) => never): PictureFormat {
  const brands = view.toString('latin1', 8, Math.min(view.readUInt32BE(0), 256, view.length));
  if (/avi[fs]/.test(brands)) return 'avif';
  if (HEVC.test(brands)) return 'heic';
  if (/crx /.test(brands)) return fail('a RAW photograph', DEVELOP);
  // A brand of any codec: the item's own type says which.
  if (/mi[fa][1f]|msf1/.test(brands)) {
    const items = view.toString('latin1', 0, Math.min(view.length, 65536));
    if (items.includes('av01')) return 'avif';
    if (items.includes('hvc1') || items.includes('hev1')) return 'heic';
    return fail('HEIF with a codec other than AV1', EXPORT);
  }
  return fail('a video', 'name it .mp4 or .mov');
}
