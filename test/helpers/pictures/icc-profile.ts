/** ICC profiles and pictures tagged with them, for tests: colours of cameras and editors other than sRGB. */

/** D50 columns of the three primaries, and the exponent of their curves. */
export interface RgbSpace {
  readonly red: readonly number[];
  readonly green: readonly number[];
  readonly blue: readonly number[];
  readonly gamma: number;
}

export const ADOBE_RGB: RgbSpace = {
  red: [0.60974, 0.31111, 0.01947],
  green: [0.20528, 0.62567, 0.06087],
  blue: [0.14919, 0.06322, 0.74457],
  gamma: 563 / 256,
};
export const PRO_PHOTO: RgbSpace = {
  red: [0.79767, 0.28804, 0],
  green: [0.13519, 0.71188, 0],
  blue: [0.03134, 0.00009, 0.82491],
  gamma: 461 / 256,
};

/** What a colour of the space is in sRGB, by the formulas. @param color 0..1 @returns 0..255 */
export function inSrgb(color: readonly number[], { red, green, blue, gamma }: RgbSpace): number[] {
  const linear = color.map((x) => x ** gamma);
  const xyz = [0, 1, 2].map((k) => red[k] * linear[0] + green[k] * linear[1] + blue[k] * linear[2]);
  return [
    [3.1338561, -1.6168667, -0.4906146],
    [-0.9787684, 1.9161415, 0.033454],
    [0.0719453, -0.2289914, 1.4052427],
  ].map((row) => encode(row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2]));
}

/** sRGB's curve. @returns 0..255 */
export function encode(linear: number): number {
  const x = Math.min(1, Math.max(0, linear));
  return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
}

export function rgbProfile(space: RgbSpace): Buffer {
  const curve = curveTag(space.gamma);
  return profile('RGB ', [
    ['rXYZ', xyzTag(space.red)],
    ['gXYZ', xyzTag(space.green)],
    ['bXYZ', xyzTag(space.blue)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]);
}

export function greyProfile(gamma: number): Buffer {
  return profile('GRAY', [['kTRC', curveTag(gamma)]]);
}

function profile(space: string, own: readonly (readonly [string, Buffer])[]): Buffer {
  const tags: (readonly [string, Buffer])[] = [
    ['desc', textTag('desc', 'test')],
    ['cprt', textTag('text', 'none')],
    ['wtpt', xyzTag([0.9642, 1, 0.8249])],
    ...own,
  ];
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length, 0);
  let at = 128 + table.length;
  for (const [i, [name, data]] of tags.entries()) {
    table.write(name, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(data.length, 12 + 12 * i);
    at += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write(`mntr${space}XYZ `, 12, 'latin1');
  for (const [i, x] of [2020, 1, 1, 0, 0, 0].entries()) header.writeUInt16BE(x, 24 + 2 * i);
  header.write('acsp', 36, 'latin1');
  xyzTag([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

function xyzTag(xyz: readonly number[]): Buffer {
  const tag = Buffer.alloc(20);
  tag.write('XYZ ', 'latin1');
  for (const [k, x] of xyz.entries()) tag.writeInt32BE(Math.round(65536 * x), 8 + 4 * k);
  return tag;
}

function curveTag(gamma: number): Buffer {
  const tag = Buffer.alloc(16);
  tag.write('curv', 'latin1');
  tag.writeUInt32BE(1, 8);
  tag.writeUInt16BE(Math.round(256 * gamma), 12);
  return tag;
}

function textTag(kind: 'desc' | 'text', text: string): Buffer {
  const body = Buffer.from(`${text}\0`, 'latin1');
  if (kind === 'text') return padded(Buffer.concat([Buffer.from('text\0\0\0\0', 'latin1'), body]));
  const head = Buffer.alloc(12);
  head.write('desc', 'latin1');
  head.writeUInt32BE(body.length, 8);
  return padded(Buffer.concat([head, body, Buffer.alloc(78)]));
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
