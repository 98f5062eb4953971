/** A picture in memory: 8 bits a channel, RGBA row after row, alpha not multiplied in. */
export interface PlainPicture {
  readonly width: number;
  readonly height: number;
  /** [h, w, 4] */
  readonly data: Uint8Array;
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const SIZE_OF = { [SHORT]: 2, [LONG]: 4, [UNDEFINED]: 1 } as const;

/** One entry of a TIFF's directory. */
interface Entry {
  readonly tag: number;
  readonly type: keyof typeof SIZE_OF;
  readonly values: ArrayLike<number>;
}

const HEADER = 8;
const ENTRY = 12;

/**
 * A picture as an uncompressed TIFF of one strip [TIFF 6.0, Adobe 1992], with a colour profile where it has one: what hands
 * a decoder's pixels and profile on to whoever reads files.
 * @param profile ICC profile, null for sRGB
 */
export function plainTiff({ width, height, data }: PlainPicture, profile: Uint8Array | null): Buffer {
  const entries: Entry[] = [
    { tag: 256, type: LONG, values: [width] },
    { tag: 257, type: LONG, values: [height] },
    { tag: 258, type: SHORT, values: [8, 8, 8, 8] },
    // Not compressed; RGB.
    { tag: 259, type: SHORT, values: [1] },
    { tag: 262, type: SHORT, values: [2] },
    { tag: 273, type: LONG, values: [HEADER] },
    { tag: 277, type: SHORT, values: [4] },
    { tag: 278, type: LONG, values: [height] },
    { tag: 279, type: LONG, values: [data.length] },
    // The fourth channel is alpha that is not multiplied in.
    { tag: 338, type: SHORT, values: [2] },
    ...(profile === null ? [] : [{ tag: 34675, type: UNDEFINED, values: profile } as const]),
  ];
  const directory = HEADER + data.length + (data.length % 2);
  const afterwards = directory + 2 + ENTRY * entries.length + 4;
  const long = entries.map(({ type, values }) =>
    SIZE_OF[type] * values.length > 4 ? SIZE_OF[type] * values.length : 0,
  );
  const out = Buffer.alloc(afterwards + long.reduce((sum, bytes) => sum + bytes, 0));
  out.write('II*\0', 'latin1');
  out.writeUInt32LE(directory, 4);
  out.set(data, HEADER);
  out.writeUInt16LE(entries.length, directory);
  let free = afterwards;
  entries.forEach(({ tag, type, values }, e) => {
    const at = directory + 2 + ENTRY * e;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(type, at + 2);
    out.writeUInt32LE(values.length, at + 4);
    if (long[e] > 0) out.writeUInt32LE(free, at + 8);
    const place = long[e] > 0 ? free : at + 8;
    for (let i = 0; i < values.length; i++) out.writeUIntLE(values[i], place + SIZE_OF[type] * i, SIZE_OF[type]);
    free += long[e];
  });
  return out;
}
