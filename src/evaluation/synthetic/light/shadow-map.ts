import { type Camera, project } from '../../../geometry/camera.ts';
import { cross, unit } from '../../../geometry/vector3.ts';
import { rasterize } from '../../../render/raster/rasterize.ts';

/** A side of the map, and what of the scene it holds around the middle, mm. */
const PIXELS = 1536;
const REACH_MM = 300;
/** A surface does not shade itself: what lies so far behind the nearest is lit, mm. */
const BIAS_MM = 2.5;
/** Samples of a lamp's width along each side. */
const SAMPLES = 3;

/** What share of a lamp, 0..1, is seen from a place, mm. */
export type LampSeen = (x: number, y: number, z: number) => number;

/**
 * Shadows by the depths that a lamp sees (Williams 1978), filtered over the penumbra (Reeves, Salesin and Cook 1987).
 * @param lamp mm @param middle of what is lit, mm @param penumbra of a shadow's edge, mm on the surface
 * @param mesh positions [V, 3] mm, triangles [T, 3]
 */
export function shadowMap(
  {
    lamp,
    middle,
    penumbra,
  }: { readonly lamp: readonly number[]; readonly middle: readonly number[]; readonly penumbra: number },
  { positions, triangles }: { readonly positions: ArrayLike<number>; readonly triangles: Uint32Array },
): LampSeen {
  const camera = lookingFrom(lamp, middle);
  const { depth } = rasterize(project(camera, positions), triangles, PIXELS, PIXELS);
  const { rotation: r, translation: t } = camera;
  const step = (penumbra * camera.fx) / t[2] / SAMPLES;
  return (x, y, z) => {
    const far = r[6] * x + r[7] * y + r[8] * z + t[2];
    const u = (camera.fx * (r[0] * x + r[1] * y + r[2] * z + t[0])) / far + camera.cx;
    const v = (camera.fy * (r[3] * x + r[4] * y + r[5] * z + t[1])) / far + camera.cy;
    let seen = 0;
    for (let k = 0; k < SAMPLES * SAMPLES; k++) {
      const column = Math.floor(u + step * ((k % SAMPLES) - (SAMPLES - 1) / 2));
      const row = Math.floor(v + step * (Math.floor(k / SAMPLES) - (SAMPLES - 1) / 2));
      const inside = column >= 0 && row >= 0 && column < PIXELS && row < PIXELS;
      if (!inside || far <= depth[row * PIXELS + column] + BIAS_MM) seen++;
    }
    return seen / (SAMPLES * SAMPLES);
  };
}

/** A lamp's own camera: at its place, the middle in the middle. */
function lookingFrom(lamp: readonly number[], middle: readonly number[]): Camera {
  const way = middle.map((x, k) => x - lamp[k]);
  const ahead = unit(way);
  const right = unit(cross(ahead, Math.abs(ahead[1]) > 0.9 ? [0, 0, 1] : [0, 1, 0]));
  const rotation = Float64Array.from([...right, ...cross(ahead, right), ...ahead]);
  const translation = Float64Array.from(
    [0, 1, 2],
    (i) => -[0, 1, 2].reduce((sum, k) => sum + rotation[3 * i + k] * lamp[k], 0),
  );
  const focal = ((PIXELS / 2) * Math.hypot(...way)) / REACH_MM;
  return { width: PIXELS, height: PIXELS, fx: focal, fy: focal, cx: PIXELS / 2, cy: PIXELS / 2, rotation, translation };
}
