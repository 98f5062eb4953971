import { median } from '../../../geometry/median.ts';
import { createRandom, type Random } from '../../../geometry/random.ts';
import { DARKEST } from '../albedo-prior.ts';

/** Side of the patches that grain is learnt from, and of the tile of it that is laid, texels. */
const PATCH = 24;
export const TILE = 128;
/** How many of them: what runs along one, as a wrinkle does, does not along another. */
const PATCHES = 3;
/** Texels between the patches that are looked at, and how many of a patch's are to be seen. */
const STRIDE = 6;
const SEEN = 0.8;
const SEED = 7;

/** The grain of a skin. */
export interface Grain {
  /** Logarithms of luminance, mean 0 and of the skin's own deviation, periodic [TILE, TILE]. */
  readonly tile: Float32Array;
  /** Its mean square. */
  readonly strength: number;
  /** What colours' logarithms follow of it [3]. */
  readonly channels: readonly number[];
}

/** What grain is told by. */
export interface SeenGrain {
  /** Texels along a side. */
  readonly size: number;
  /** [size, size, 3] linear */
  readonly albedo: Float32Array;
  /** Logarithms of luminance less their mean around [size, size]. */
  readonly fine: Float32Array;
  /** 1 where grain may be told [size, size]. */
  readonly share: Float32Array;
}

/**
 * Grain as three patches of about median strength have it, of all that lie in seen skin: a random-phase texture, white noise run through each
 * (Galerne, Gousseau and Morel, "Random Phase Textures", IEEE TIP 2011). Null where no patch does.
 */
export function findGrain(seen: SeenGrain): Grain | null {
  const patches = seenPatches(seen);
  if (patches.length === 0) return null;
  const strength = median(patches.map(({ square }) => square));
  if (strength === 0) return null;
  const used: Patch[] = [];
  for (const patch of patches.toSorted((a, b) => Math.abs(a.square - strength) - Math.abs(b.square - strength)))
    if (used.length < PATCHES && used.every((other) => areApart(patch, other))) used.push(patch);
  const tile = new Float32Array(TILE ** 2);
  const random = createRandom(SEED);
  for (const patch of used) addNoise(windowed(seen, patch), Math.sqrt(strength / used.length), random, tile);
  return { tile, strength, channels: [0, 1, 2].map((c) => followed(seen, used, c)) };
}

/** All patches of which enough is seen. */
function seenPatches({ size, fine, share }: SeenGrain): Patch[] {
  const patches: Patch[] = [];
  for (let top = 0; top + PATCH <= size; top += STRIDE)
    for (let left = 0; left + PATCH <= size; left += STRIDE) {
      if (share[(top + PATCH / 2) * size + left + PATCH / 2] === 0) continue;
      let [square, count] = [0, 0];
      forEachIn({ top, left }, size, (i) => {
        count += share[i];
        square += share[i] * fine[i] ** 2;
      });
      if (count >= SEEN * PATCH ** 2) patches.push({ top, left, square: square / count });
    }
  return patches;
}

/** What a channel's logarithms have of the grain: the slope of their regression on it. */
function followed({ size, albedo, fine, share }: SeenGrain, patches: readonly Patch[], c: number): number {
  const log = (i: number): number => Math.log(Math.max(DARKEST, albedo[3 * i + c]));
  let [product, square] = [0, 0];
  for (const patch of patches) {
    let mean = 0;
    forEachIn(patch, size, (i) => {
      mean += log(i) / PATCH ** 2;
    });
    forEachIn(patch, size, (i) => {
      product += share[i] * fine[i] * (log(i) - mean);
      square += share[i] * fine[i] ** 2;
    });
  }
  return product / square;
}

/** Where a square of PATCH texels a side lies. */
interface Place {
  readonly top: number;
  readonly left: number;
}

interface Patch extends Place {
  /** Mean square of its seen texels. */
  readonly square: number;
}

function areApart(one: Place, other: Place): boolean {
  return Math.abs(one.top - other.top) >= PATCH || Math.abs(one.left - other.left) >= PATCH;
}

function forEachIn({ top, left }: Place, size: number, visit: (texel: number, k: number) => void): void {
  for (let k = 0; k < PATCH ** 2; k++) visit((top + Math.floor(k / PATCH)) * size + left + (k % PATCH), k);
}

/** A patch that goes to 0 at its sides, of mean 0 and length 1 [PATCH, PATCH]. */
function windowed({ size, fine, share }: SeenGrain, place: Place): Float32Array {
  const patch = new Float32Array(PATCH ** 2);
  const window = (at: number): number => Math.sin((Math.PI * (at + 0.5)) / PATCH) ** 2;
  forEachIn(place, size, (i, k) => {
    patch[k] = share[i] * fine[i] * window(Math.floor(k / PATCH)) * window(k % PATCH);
  });
  const mean = patch.reduce((sum, x) => sum + x, 0) / patch.length;
  const length = Math.sqrt(patch.reduce((sum, x) => sum + (x - mean) ** 2, 0));
  return patch.map((x) => (x - mean) / Math.max(1e-12, length));
}

/** Adds white noise run through a patch of length 1, of a deviation, to a periodic tile [TILE, TILE]. */
function addNoise(patch: Float32Array, deviation: number, random: Random, tile: Float32Array): void {
  // Longer by a patch: nothing has to be wrapped along rows.
  const width = TILE + PATCH;
  const noise = new Float32Array(TILE * width);
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) noise[y * width + x] = random.normal();
    noise.copyWithin(y * width + TILE, y * width, y * width + PATCH);
  }
  for (let k = 0; k < patch.length; k++) {
    const weight = deviation * patch[k];
    const [dy, dx] = [Math.floor(k / PATCH), k % PATCH];
    for (let y = 0; y < TILE; y++) {
      const from = ((y + dy) % TILE) * width + dx;
      for (let x = 0; x < TILE; x++) tile[y * TILE + x] += weight * noise[from + x];
    }
  }
}
