import { type Camera, cameraCentre } from '../../../src/geometry/camera.ts';
import { icosphere } from '../../../src/geometry/mesh/icosphere.ts';

/** A ball's radius, mm. */
export const RADIUS = 60;

/** [V, 3] unit vectors, and its triangles [T, 3] outwards: edges of some 2 mm. */
export const ball = icosphere(5);

/** How bright a place of the ball is, of grains about a millimetre wide: a sum of waves in all directions. */
export function grain(x: number, y: number, z: number): number {
  let sum = 0;
  for (const [a, b, c, phase] of WAVES) sum += Math.sin(a * x + b * y + c * z + phase);
  return 0.4 * Math.exp(0.12 * sum);
}

/** Wave vectors of 1.2 to 3 mm and phases, spread evenly. */
const WAVES = Array.from({ length: 24 }, (_, i) => {
  const height = 1 - (2 * (i + 0.5)) / 24;
  const around = 2.399963 * i;
  const flat = Math.sqrt(1 - height * height);
  const per = (2 * Math.PI) / (1.2 + ((i * 7) % 24) * 0.075);
  return [per * flat * Math.cos(around), per * flat * Math.sin(around), per * height, 1.7 * i] as const;
});

/** Cameras around it, as many degrees to its side each, pixels of a third of a mm. */
export function ballCameras(degrees: readonly number[]): Camera[] {
  const size = 420;
  return degrees.map((own) => {
    const [c, s] = [Math.cos((own * Math.PI) / 180), Math.sin((own * Math.PI) / 180)];
    return {
      width: size,
      height: size,
      fx: 1800,
      fy: 1800,
      cx: size / 2,
      cy: size / 2,
      // Looks along -z of the head, y down.
      rotation: Float64Array.of(c, 0, -s, 0, -1, 0, -s, 0, -c),
      translation: Float64Array.of(0, 0, 600),
    };
  });
}

/** The ball as a camera sees it [h, w]: greys, and 1 where it is. */
export function photographBall(camera: Camera): { grey: Float64Array; mask: Uint8Array } {
  const { width, height, rotation: r } = camera;
  const grey = new Float64Array(width * height);
  const mask = new Uint8Array(width * height);
  const centre = cameraCentre(camera);
  for (let k = 0; k < grey.length; k++) {
    const own = [(k % width) + 0.5 - camera.cx, Math.floor(k / width) + 0.5 - camera.cy, camera.fx];
    const ray = [0, 1, 2].map((i) => r[i] * own[0] + r[3 + i] * own[1] + r[6 + i] * own[2]);
    const a = ray.reduce((sum, x) => sum + x * x, 0);
    const b = ray.reduce((sum, x, i) => sum + x * centre[i], 0);
    const root = b * b - a * (centre.reduce((sum, x) => sum + x * x, 0) - RADIUS ** 2);
    if (root < 0) continue;
    const t = (-b - Math.sqrt(root)) / a;
    grey[k] = grain(centre[0] + t * ray[0], centre[1] + t * ray[1], centre[2] + t * ray[2]);
    mask[k] = 1;
  }
  return { grey, mask };
}
