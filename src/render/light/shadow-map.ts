import { type Camera, project } from '../../geometry/camera.ts';
import { cross, unit } from '../../geometry/vector3.ts';
import { rasterize } from '../raster/rasterize.ts';

/** What of the scene the map holds around the middle, mm. */
const REACH_MM = 300;
/** A surface does not shade itself: what lies so far behind the nearest is lit, mm, and pixels of the map. */
const BIAS_MM = 2.5;
const BIAS_PIXELS = 1;
/** Samples of a lamp's width along each side. */
const SAMPLES = 3;

/** What share of a lamp, 0..1, is seen from a place, mm. */
export type LampSeen = (x: number, y: number, z: number) => number;

/** Where shadows come from, and how finely they are told. */
export interface ShadowCaster {
  /** mm */
  readonly lamp: readonly number[];
  /** Of what is lit, mm. */
  readonly middle: readonly number[];
  /** Of a shadow's edge, mm on the surface. */
  readonly penumbra: number;
  /** Along a side of the map. */
  readonly pixels: number;
}

/** What casts shadows. */
export interface CastingMesh {
  /** [V, 3] mm */
  readonly positions: ArrayLike<number>;
  /** [T, 3] */
  readonly triangles: Uint32Array;
}

/** Shadows by the depths that a lamp sees (Williams 1978), filtered over the penumbra (Reeves, Salesin and Cook 1987). */
export function shadowMap(
  { lamp, middle, penumbra, pixels }: ShadowCaster,
  { positions, triangles }: CastingMesh,
): LampSeen {
  const camera = lookingFrom(lamp, middle, pixels);
  const { depth } = rasterize(project(camera, positions), triangles, pixels, pixels);
  const { rotation: r, translation: t } = camera;
  const bias = Math.max(BIAS_MM, (BIAS_PIXELS * 2 * REACH_MM) / pixels);
  const step = (penumbra * camera.fx) / t[2] / SAMPLES;
  return (x, y, z) => {
    const far = r[6] * x + r[7] * y + r[8] * z + t[2];
    const u = (camera.fx * (r[0] * x + r[1] * y + r[2] * z + t[0])) / far + camera.cx;
    const v = (camera.fy * (r[3] * x + r[4] * y + r[5] * z + t[1])) / far + camera.cy;
    let seen = 0;
    for (let k = 0; k < SAMPLES * SAMPLES; k++) {
      const column = Math.floor(u + step * ((k % SAMPLES) - (SAMPLES - 1) / 2));
      const row = Math.floor(v + step * (Math.floor(k / SAMPLES) - (SAMPLES - 1) / 2));
      const inside = column >= 0 && row >= 0 && column < pixels && row < pixels;
      if (!inside || far <= depth[row * pixels + column] + bias) seen++;
    }
    return seen / (SAMPLES * SAMPLES);
  };
}

/** A lamp's own camera: at its place, the middle in the middle. */
function lookingFrom(lamp: readonly number[], middle: readonly number[], pixels: number): Camera {
  const way = middle.map((x, k) => x - lamp[k]);
  const ahead = unit(way);
  const right = unit(cross(ahead, Math.abs(ahead[1]) > 0.9 ? [0, 0, 1] : [0, 1, 0]));
  const rotation = Float64Array.from([...right, ...cross(ahead, right), ...ahead]);
  const translation = Float64Array.from(
    [0, 1, 2],
    (i) => -[0, 1, 2].reduce((sum, k) => sum + rotation[3 * i + k] * lamp[k], 0),
  );
  const focal = ((pixels / 2) * Math.hypot(...way)) / REACH_MM;
  return { width: pixels, height: pixels, fx: focal, fy: focal, cx: pixels / 2, cy: pixels / 2, rotation, translation };
}
