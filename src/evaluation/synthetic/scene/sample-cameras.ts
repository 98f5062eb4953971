import type { Camera } from '../../../geometry/camera.ts';
import { centredLens } from '../../../geometry/camera.ts';
import type { Random } from '../../../geometry/random.ts';
import { multiply3, rotationFromEuler } from '../../../geometry/rotation.ts';

/** From where photographs are taken. */
export interface CameraConditions {
  /** Focal length in image sides; null: drawn in 1.7..2.2. */
  readonly focal: number | null;
  /** How far views' focal lengths differ from that, a factor in exp(-spread)..exp(spread); the camera steps back as far. */
  readonly focalSpread: number;
  /** How far the outermost views stand to the sides, degrees. */
  readonly yaw: number;
  /** How far views stand above or below, a standard deviation, degrees. */
  readonly pitchSpread: number;
  /** How far cameras are turned about their axis, a standard deviation, degrees. */
  readonly rollSpread: number;
  /** What views turn around and are centred on, mm. */
  readonly aim: readonly [number, number, number];
  /** How much farther off than where the head fills two thirds of the height. */
  readonly distance: number;
}

/** mm along the height of a picture where the head fills two thirds of it. */
const FRAME_MM = 330;

/** Views fan out from the front: 0, then left and right in turn, with pitch and roll. @param size pixels */
export function sampleCameras(
  random: Random,
  { views, size }: { readonly views: number; readonly size: number },
  conditions: CameraConditions,
): Camera[] {
  const drawn = 1.7 + 0.5 * random.uniform();
  const common = size * (conditions.focal ?? drawn);
  const flip = Float64Array.of(1, 0, 0, 0, -1, 0, 0, 0, -1);
  const pairs = Math.max(1, Math.floor(views / 2));
  return Array.from({ length: views }, (_, v) => {
    const rank = Math.ceil(v / 2);
    const side = v % 2 === 1 ? 1 : -1;
    const yaw = side * (rank / pairs) * conditions.yaw + 3 * random.normal();
    const radians = Math.PI / 180;
    const rotation = multiply3(
      rotationFromEuler(0, 0, conditions.rollSpread * random.normal() * radians),
      multiply3(flip, rotationFromEuler(conditions.pitchSpread * random.normal() * radians, yaw * radians, 0)),
    );
    const { focalSpread, distance } = conditions;
    const focal = focalSpread === 0 ? common : common * Math.exp(focalSpread * (2 * random.uniform() - 1));
    const depth = distance * (focal / size) * FRAME_MM * (0.95 + 0.1 * random.uniform());
    const translation = Float64Array.of(8 * random.normal(), -15 + 8 * random.normal(), depth);
    for (let i = 0; i < 3; i++) for (let k = 0; k < 3; k++) translation[i] -= rotation[3 * i + k] * conditions.aim[k];
    return { ...centredLens({ width: size, height: size }, focal), rotation, translation };
  });
}
