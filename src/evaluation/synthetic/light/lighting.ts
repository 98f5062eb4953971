import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import type { Random } from '../../../geometry/random.ts';
import type { Gloss, Lamp } from './lamp.ts';

/**
 * `soft`: one soft light and what comes from all around, without shadows or gloss. `sun`: a hard light that stays where it is.
 * `flash`: a lamp beside the lens, which goes along with each photograph.
 */
export const LIGHTINGS = ['soft', 'sun', 'flash'] as const;
export type LightingKind = (typeof LIGHTINGS)[number];

/** How much is left of the soft light beside a lamp. */
const FILL = 0.3;
/** The sun's distance, mm: rays are all but parallel. */
const SUN_MM = 4000;

/** A scene's lamps, and how its skin shines. */
export interface Lamps {
  /** Times the soft light. */
  readonly fill: number;
  readonly gloss: Gloss;
  /** The lamp of a photograph; null for none. */
  lampOf(camera: Camera): Lamp | null;
}

/** @param exposure times all light @param middle of what is lit, mm */
export function drawLamps(
  kind: LightingKind,
  random: Random,
  { exposure, middle }: { readonly exposure: number; readonly middle: readonly number[] },
): Lamps {
  if (kind === 'soft') return { fill: 1, gloss: { alpha: 1, reflectance: 0 }, lampOf: () => null };
  // Skin throws back 2.8 per cent head on; how wide, goes from powdered to oily.
  const gloss = { alpha: 0.15 + 0.2 * random.uniform(), reflectance: 0.028 };
  const warmth = 0.06 * random.normal();
  const color: Lamp['color'] = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)];
  const penumbra = 1 + 3 * random.uniform();
  const to = [1.1 * random.normal(), 0.7 + 0.4 * random.normal(), 1.2];
  const length = Math.hypot(...to);
  const sun = to.map((x, k) => middle[k] + (SUN_MM * x) / length);
  const beside = [25 * random.normal(), 30 + 20 * random.uniform()];
  const lampOf = (camera: Camera): Lamp => {
    const place = kind === 'sun' ? sun : besideLens(camera, beside);
    return { place: [place[0], place[1], place[2]], color, penumbra };
  };
  return { fill: FILL, gloss, lampOf };
}

/** mm in head space. @param offset to the right and up in the picture, mm */
function besideLens(camera: Camera, [right, up]: readonly number[]): number[] {
  const { rotation: r } = camera;
  return cameraCentre(camera).map((x, k) => x + right * r[k] - up * r[3 + k]);
}
