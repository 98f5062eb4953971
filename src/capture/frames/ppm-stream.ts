import type { ByteImage } from '../../image/image.ts';

/** Pictures of a stream of binary PPM, one after another. */
export interface PpmReader {
  /** The pictures that these bytes complete. */
  push(bytes: Uint8Array): ByteImage[];
  /** Bytes of a picture that is not whole. */
  pending(): number;
}

const HEADER = /^P6\s+(\d{1,7})\s+(\d{1,7})\s+255\s/;
const HEADER_BYTES = 32;

/**
 * @param check is told width and height before memory is taken for them
 * @throws {Error} what comes is no PPM: ffmpeg is asked for nothing else
 */
export function createPpmReader(check: (width: number, height: number) => void): PpmReader {
  let head = Buffer.alloc(0);
  let picture: { width: number; height: number; data: Uint8Array; filled: number } | null = null;
  return {
    pending: () => head.length + (picture?.filled ?? 0),
    push(bytes) {
      const done: ByteImage[] = [];
      let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      while (rest.length > 0) {
        if (picture === null) {
          head = Buffer.concat([head, rest]);
          const [header, width, height] = HEADER.exec(head.toString('latin1', 0, HEADER_BYTES)) ?? [];
          if (header === undefined) {
            if (head.length >= HEADER_BYTES) throw new Error('a PPM picture begins with P6 and its size');
            break;
          }
          check(Number(width), Number(height));
          picture = {
            width: Number(width),
            height: Number(height),
            data: new Uint8Array(3 * Number(width) * Number(height)),
            filled: 0,
          };
          rest = head.subarray(header.length);
          head = Buffer.alloc(0);
        }
        const part = rest.subarray(0, picture.data.length - picture.filled);
        picture.data.set(part, picture.filled);
        picture.filled += part.length;
        rest = rest.subarray(part.length);
        if (picture.filled < picture.data.length) break;
        const { width, height, data } = picture;
        done.push({ width, height, data });
        picture = null;
      }
      return done;
    },
  };
}
