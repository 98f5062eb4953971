import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { readCaptureJson } from '../../../src/capture/formats/capture-json.ts';
import type { Frame } from '../../../src/capture/frames/load-frames.ts';
import { readLandmarksBeside, type ViewLandmarks } from '../../../src/capture/landmark-file.ts';
import type { ByteImage } from '../../../src/image/image.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import { bmp, littleEndian } from '../../helpers/pictures/bmp.ts';
import { greyProfile, PRO_PHOTO, rgbProfile } from '../../helpers/pictures/icc-profile.ts';
import { jpegWithExif } from '../../helpers/pictures/jpeg-exif.ts';
import { loadFrames } from '../../helpers/pictures/load-frames.ts';
import { pngWithProfile, tiffWithProfile } from '../../helpers/pictures/tagged-picture.ts';
import type { FuzzedReader } from '../fuzzed-reader.ts';

const [WIDTH, HEIGHT] = [72, 66];
const noise = Buffer.from(Array.from({ length: 3 * WIDTH * HEIGHT }, (_, i) => (i * 37 + (i >> 3) * 11) & 255));
const picture = sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
const deep = { width: WIDTH, height: HEIGHT, channels: 3, data: Uint16Array.from(noise, (x) => 257 * x) } as const;
const grey = {
  width: WIDTH,
  height: HEIGHT,
  channels: 1,
  data: Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => 13 * i),
} as const;
const animation = sharp(Buffer.concat([noise, noise.map((x) => 255 - x), noise.map((x) => x >> 1)]), {
  raw: { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT },
});
const exif = { orientation: 6, focalLengthIn35mmFilm: 50, pixelXDimension: WIDTH, pixelYDimension: HEIGHT };

const [jpeg, progressive, png, palette, webp, lossless, tiff, compressed, gif, avif, movingGif, movingWebp] =
  await Promise.all([
    picture.clone().jpeg().toBuffer(),
    picture.clone().jpeg({ progressive: true }).toBuffer(),
    picture.clone().png().toBuffer(),
    picture.clone().png({ palette: true }).toBuffer(),
    picture
      .clone()
      .withExif({ IFD2: { FocalLengthIn35mmFilm: '50' } })
      .webp()
      .toBuffer(),
    picture.clone().webp({ lossless: true }).toBuffer(),
    picture.clone().tiff({ compression: 'none' }).toBuffer(),
    picture.clone().tiff({ compression: 'lzw', tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer(),
    picture.clone().gif().toBuffer(),
    picture.clone().avif({ effort: 0 }).toBuffer(),
    animation
      .clone()
      .gif({ delay: [100, 100, 100] })
      .toBuffer(),
    animation
      .clone()
      .webp({ delay: [100, 100, 100] })
      .toBuffer(),
  ]);
const rows = (bits: number): Uint8Array => noise.subarray(0, 4 * Math.ceil((WIDTH * bits) / 32) * HEIGHT);
const colors = littleEndian(...Array.from({ length: 256 }, (_, i) => i * 0x010203));
const size = { width: WIDTH, height: HEIGHT };

function checkImage({ width, height, data }: ByteImage): void {
  if (!(width >= 64 && height >= 64 && data.length === 3 * width * height))
    throw new Error(`a picture of ${width} x ${height} with ${data.length} bytes`);
}

function still(name: string, extension: string, seeds: readonly Uint8Array[]): FuzzedReader {
  return {
    name,
    extension,
    seeds: () => seeds,
    read: loadImage,
    check: (result) => checkImage((result as { image: ByteImage }).image),
  };
}

function moving(name: string, extension: string, seeds: readonly Uint8Array[]): FuzzedReader {
  return {
    name,
    extension,
    seeds: () => seeds,
    read: (path) => loadFrames([path], 1),
    check: (result) => {
      for (const { image } of result as Frame[]) checkImage(image);
    },
  };
}

/** Everything that looks at landmarks beside a picture of this stem. */
function landmarks(name: string, extension: string, seeds: readonly string[]): FuzzedReader {
  return {
    name,
    extension,
    seeds: () => seeds.map((text) => Buffer.from(text)),
    read: async (path) =>
      readLandmarksBeside(join(dirname(path), basename(path).replace(/\.(landmarks\.json|pts)$/, '.jpg'))),
    check: (result) => {
      const { scheme, points, confidence } = result as ViewLandmarks;
      const count = scheme === 'ibug68' ? 68 : 468;
      if (points.length !== 2 * count || confidence.length !== count || !points.every(Number.isFinite))
        throw new Error(`${points.length} numbers of ${scheme}`);
    },
  };
}

const points = Array.from({ length: 68 }, (_, i) => [100.5 + 7 * i, 300 - 2 * i]);
const capture = {
  version: 1,
  unit: 'mm',
  views: [
    {
      image: 'views\\00.jpg',
      mask: 'masks/00.png',
      width: 100,
      height: 90,
      K: [
        [120, 0, 50],
        [0, 120, 45],
        [0, 0, 1],
      ],
      R: [
        [1, 0, 0],
        [0, -1, 0],
        [0, 0, -1],
      ],
      t: [0, 0, 600],
      distortion: { model: 'opencv', coefficients: [-0.1, 0.02] },
      expression: 'neutral',
    },
    { image: 'b.png', camera: 'a' },
  ],
  scan: { mesh: 'scan.obj' },
};

/** Readers of what the user gives beside meshes and weights. */
export const PICTURE_READERS: readonly FuzzedReader[] = [
  still('jpeg', '.jpg', [jpeg, progressive, jpegWithExif(jpeg, exif)]),
  still('png', '.png', [
    png,
    palette,
    pngWithProfile(deep, rgbProfile(PRO_PHOTO)),
    pngWithProfile(grey, greyProfile(1.8)),
  ]),
  still('webp', '.webp', [webp, lossless]),
  still('tiff', '.tif', [tiff, compressed, tiffWithProfile(deep, rgbProfile(PRO_PHOTO))]),
  still('gif', '.gif', [gif]),
  still('avif', '.avif', [avif]),
  still('bmp', '.bmp', [
    bmp({ ...size, bits: 24, pixels: rows(24) }),
    bmp({ ...size, bits: 8, between: colors, used: 256, pixels: rows(8) }),
    bmp({ ...size, bits: 16, compression: 3, between: littleEndian(0xf800, 0x7e0, 0x1f), pixels: rows(16) }),
  ]),
  moving('moving gif', '.gif', [movingGif]),
  moving('moving webp', '.webp', [movingWebp]),
  {
    name: 'capture.json',
    extension: '.json',
    seeds: () => [
      Buffer.from(JSON.stringify(capture, null, 1)),
      Buffer.from(`\ufeff${JSON.stringify(capture)}`, 'utf16le'),
    ],
    read: async (path) => readCaptureJson(path, dirname(path)),
    check: (result) => {
      const { views } = result as ReturnType<typeof readCaptureJson>;
      if (!(views.length > 0 && views.every(({ image }) => image.length > 0))) throw new Error('no views');
    },
  },
  landmarks('landmarks.json', '.landmarks.json', [
    JSON.stringify(points),
    JSON.stringify({ points, confidence: points.map(() => 0.75) }),
  ]),
  landmarks('pts', '.pts', [`version: 1\nn_points: 68\n{\n${points.map((p) => p.join(' ')).join('\n')}\n}\n`]),
];
