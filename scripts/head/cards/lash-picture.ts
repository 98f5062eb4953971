import { createRandom, type Random } from '../../../src/geometry/random.ts';
import { LASH_PICTURE, LASH_STRIPS, type LashStrip } from './lash-strips.ts';

const SEED = 5;
/** About how long a lid's strip is, mm. */
const STRIP_MM = 24;
/** Lashes that lean together. */
const TUFT = [2, 5] as const;
/** How near their tips come, of what their roots are apart. */
const TOGETHER = 0.55;
/** How their tips stray along the strip, mm. */
const STRAY_MM = 0.35;
/** The shortest of a lid's lashes, of its length. */
const SHORTEST = 0.5;
/** Texels between the points at which a lash is drawn. */
const STEP = 0.5;

/** One lash in its strip's frame: along it, 0..1, and from root to tip. */
interface Lash {
  readonly root: number;
  readonly tip: number;
  /** Of the strip's height. */
  readonly reach: number;
}

/** How much lashes cover [height, width], 0..255: tapered strokes in tufts, without make-up. */
export function lashPicture(): Uint8Array {
  const { width, height } = LASH_PICTURE;
  const clear = new Float64Array(width * height).fill(1);
  const random = createRandom(SEED);
  for (const strip of [LASH_STRIPS.upper, LASH_STRIPS.lower])
    for (const lash of tufts(strip, random)) draw(clear, strip, lash);
  return Uint8Array.from(clear, (left) => Math.round(255 * (1 - left)));
}

function tufts({ count }: LashStrip, random: Random): Lash[] {
  const out: Lash[] = [];
  while (out.length < count) {
    const size = Math.min(count - out.length, TUFT[0] + Math.floor(random.uniform() * (TUFT[1] - TUFT[0] + 1)));
    const roots = Array.from({ length: size }, (_, i) => (out.length + i + random.uniform()) / count);
    const middle = roots.reduce((sum, root) => sum + root, 0) / size;
    for (const root of roots)
      out.push({
        root,
        tip: root + TOGETHER * (middle - root) + (random.normal() * STRAY_MM) / STRIP_MM,
        reach: SHORTEST + (1 - SHORTEST) * Math.sqrt(random.uniform()),
      });
  }
  return out;
}

/** Multiplies what a lash leaves clear: a stroke that thins towards its tip, w(t) = w_0 sqrt(1 - t). */
function draw(clear: Float64Array, { picture, thick }: LashStrip, { root, tip, reach }: Lash): void {
  const { width, height } = LASH_PICTURE;
  const texelsPerMm = (width * picture.width) / STRIP_MM;
  const at = (t: number): readonly [number, number] => [
    width * (picture.left + picture.width * (root + (tip - root) * t ** 1.5)),
    height * (picture.top + picture.height * reach * t),
  ];
  const steps = Math.ceil((reach * picture.height * height) / STEP);
  const cover = new Map<number, number>();
  for (let s = 0; s <= steps; s++) {
    const [x, y] = at(s / steps);
    const half = (texelsPerMm * thick * Math.sqrt(1 - s / steps)) / 2;
    const row = Math.floor(y);
    for (let column = Math.floor(x - half - 1); column <= x + half + 1; column++) {
      if (column < 0 || column >= width || row >= height) continue;
      // Of the texel, what lies between the stroke's sides.
      const own = Math.max(0, Math.min(column + 1, x + half) - Math.max(column, x - half));
      const key = row * width + column;
      cover.set(key, Math.max(cover.get(key) ?? 0, own));
    }
  }
  for (const [key, own] of cover) clear[key] *= 1 - own;
}
