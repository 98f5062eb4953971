import { type Camera, scaleCamera, sidesApart } from '../../geometry/camera.ts';
import { multiply3, rotationFromAxisAngle } from '../../geometry/rotation.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { climbSimplex, type SimplexRun } from '../solvers/simplex.ts';
import { compareGreys, type Likeness } from './compare-greys.ts';
import { type GreyPicture, resizeGrey } from './grey-picture.ts';
import { type HeadTemplate, headTemplate, TEMPLATE_MM, turnedFace } from './head-template.ts';
import { offsetPose } from './pose-offset.ts';
import { type ProbedSkin, type SeenGreys, seenGreys } from './skin-in-picture.ts';
import { slideTemplate } from './slide-template.ts';

/** A head that is looked for: its skin, coarse to fine, and what the other views show of it. */
export interface SoughtHead {
  readonly coarse: SoughtSkin;
  readonly middle: SoughtSkin;
  readonly fine: SoughtSkin;
}

export interface SoughtSkin {
  readonly skin: ProbedSkin;
  readonly reference: SeenGreys;
}

/** A pose that the pixels suggest. */
export interface FoundCamera extends Likeness {
  /** Pixels of the picture. */
  readonly camera: Camera;
}

/** Where a head is looked for. */
export interface SearchPlace {
  /** A lens, and a pose whose depth and place are a guess; pixels of the picture. */
  readonly camera: Camera;
  /** How far off it may be: factors of the depth, and the reach about the place in mm. */
  readonly depths: readonly number[];
  readonly reachMm: number;
  /** How many degrees beside the pose it may be seen from. */
  readonly turnDegrees: number;
}

const YAWS = [-90, -70, -50, -30, -10, 10, 30, 50, 70, 90] as const;
const PITCHES = [-20, 0, 20] as const;
/** Starts that are compared on the coarse skin, climb there, and climb on the fine one. */
const COMPARED = 40;
const CLIMBING = 6;
const ON_RIDGE = 2;
const FINAL = 3;
const RADIANS = Math.PI / 180;
/** Along a ridge, degrees. */
const ALONG = [-20, -10, 10, 20] as const;
const COARSE = climbBy(5, 5, 0.06, 110);
const RIDGE = { ...COARSE, steps: COARSE.steps.map((x, k) => (k === 1 ? 0 : x)), evaluations: 50 };
const MIDDLE = climbBy(4, 4, 0.04, 90);
const FINE = climbBy(1.5, 1.5, 0.02, 110);

function climbBy(degrees: number, mm: number, logDepth: number, evaluations: number): SimplexRun & { steps: number[] } {
  const turn = degrees * RADIANS;
  return { steps: [turn, turn, turn, mm, mm, logDepth], evaluations };
}

/** Looks for a head from all sides: a template of each slides over the picture, the best places climb, coarse to fine. */
export function findCamera(
  kernels: Kernels,
  head: SoughtHead,
  picture: GreyPicture,
  place: SearchPlace,
): FoundCamera | null {
  const { coarse } = head;
  const centre = middleOfAll(coarse.skin);
  const turns = YAWS.flatMap((yaw) => PITCHES.map((pitch) => turnedFace(yaw, pitch))).filter(
    (rotation) => sidesApart(rotation, place.camera.rotation) <= place.turnDegrees * RADIANS,
  );
  const templates = turns.flatMap((rotation) => {
    const found = headTemplate(kernels, coarse.skin, coarse.reference, { rotation, centre });
    return found === null ? [] : [found];
  });
  const starts = place.depths.flatMap((depth) => placesAt(templates, centre, picture, { ...place, depths: [depth] }));
  starts.sort((a, b) => b.score - a.score);
  const compared = starts
    .slice(0, COMPARED)
    .map(({ camera }) => likeness(kernels, coarse, picture, camera))
    .sort((a, b) => b.trust - a.trust);
  const climbed = compared
    .slice(0, CLIMBING)
    .map(({ camera }) => climb(kernels, coarse, centre, { picture, camera, run: COARSE }))
    .sort((a, b) => b.trust - a.trust);
  // Wide windows hardly tell how far a profile is turned, as long as it shifts to make up for it.
  const ridge = climbed.slice(0, ON_RIDGE).flatMap(({ camera }) =>
    ALONG.map((degrees) => {
      const turned = offsetPose(camera, centre, [0, degrees * RADIANS, 0, 0, 0, 0]);
      return climb(kernels, coarse, centre, { picture, camera: turned, run: RIDGE });
    }),
  );
  const settled = [...climbed, ...ridge]
    .map(({ camera }) => climbSeen(kernels, head.middle, { picture, camera, run: MIDDLE }))
    .sort((a, b) => b.trust - a.trust);
  const final = settled
    .slice(0, FINAL)
    .map(({ camera }) => settleCamera(kernels, head.fine, picture, camera))
    .sort((a, b) => b.trust - a.trust);
  return final[0] ?? null;
}

/** The pose near a known one at which the pixels agree best. */
export function settleCamera(kernels: Kernels, sought: SoughtSkin, picture: GreyPicture, camera: Camera): FoundCamera {
  return climbSeen(kernels, sought, { picture, camera, run: FINE });
}

/** Climbs about the middle of what the camera sees: turned about it, a face stays where it is. */
function climbSeen(kernels: Kernels, sought: SoughtSkin, { picture, camera, run }: Climb): FoundCamera {
  const own = seenGreys(kernels, sought.skin, picture, camera);
  return climb(kernels, sought, middleOf(sought.skin, own), { picture, camera, run });
}

/** The middle of what is seen [3] mm. */
function middleOf({ places }: ProbedSkin, { weight }: SeenGreys): number[] {
  const sum = [0, 0, 0];
  let total = 0;
  for (let i = 0; i < weight.length; i++) {
    total += weight[i];
    for (let k = 0; k < 3; k++) sum[k] += weight[i] * places[3 * i + k];
  }
  return sum.map((x) => x / (total || 1));
}

/** Within 60 degrees of upright, and not from farther behind than 20 degrees beyond a profile. */
function isPortrait({ rotation }: Camera): boolean {
  return rotation[4] < -0.5 && rotation[8] < 0.35;
}

/** How well a picture agrees with the head through a camera; not at all where no portrait is taken from there. */
export function likeness(
  kernels: Kernels,
  { skin, reference }: SoughtSkin,
  picture: GreyPicture,
  camera: Camera,
): FoundCamera {
  if (!isPortrait(camera)) return { camera, score: 0, shared: 0, trust: 0 };
  return { camera, ...compareGreys(skin.points, seenGreys(kernels, skin, picture, camera), reference) };
}

interface Climb {
  readonly picture: GreyPicture;
  readonly camera: Camera;
  readonly run: SimplexRun;
}

function climb(
  kernels: Kernels,
  sought: SoughtSkin,
  centre: ArrayLike<number>,
  { picture, camera, run }: Climb,
): FoundCamera {
  const at = (offset: ArrayLike<number>): FoundCamera =>
    likeness(kernels, sought, picture, offsetPose(camera, centre, offset));
  const { point } = climbSimplex(new Float64Array(run.steps.length), (offset) => at(offset).trust, run);
  return at(point);
}

function middleOfAll(skin: ProbedSkin): number[] {
  return middleOf(skin, { grey: new Float32Array(0), weight: new Float32Array(skin.points.count).fill(1) });
}

/** The best places of all templates at one depth. */
function placesAt(
  templates: readonly HeadTemplate[],
  centre: ArrayLike<number>,
  picture: GreyPicture,
  { camera, depths: [factor], reachMm }: SearchPlace,
): { readonly camera: Camera; readonly score: number }[] {
  const { rotation: r, translation: t } = camera;
  const [px, py, pz] = [0, 1, 2].map(
    (k) => r[3 * k] * centre[0] + r[3 * k + 1] * centre[1] + r[3 * k + 2] * centre[2] + t[k],
  );
  const depth = pz * factor;
  const scale = depth / camera.fx / TEMPLATE_MM;
  const small = resizeGrey(picture, scale);
  const lens = scaleCamera(camera, scale, small.width, small.height);
  const [x, y] = [(lens.fx * px) / pz + lens.cx, (lens.fy * py) / pz + lens.cy];
  const reach = reachMm / TEMPLATE_MM;
  const area = { x0: x - reach, x1: x + reach, y0: y - reach, y1: y + reach };
  return templates.flatMap((template) =>
    slideTemplate(small, template, area, 2).map((match) => {
      const place = [((match.x - lens.cx) * depth) / lens.fx, ((match.y - lens.cy) * depth) / lens.fy, depth];
      // The template looks along the ray to the head's centre, not along the axis.
      const rotation = lookAlong(template.rotation, place);
      const translation = Float64Array.from(
        place,
        (p, k) => p - rotation[3 * k] * centre[0] - rotation[3 * k + 1] * centre[1] - rotation[3 * k + 2] * centre[2],
      );
      return { camera: { ...camera, rotation, translation }, score: match.score };
    }),
  );
}

/** A rotation as seen along the axis, seen along the ray to a place [3] instead: the smallest turn between the two. */
function lookAlong(rotation: Float64Array, [x, y, z]: readonly number[]): Float64Array {
  const across = Math.hypot(x, y) || 1;
  const angle = Math.atan2(across, z);
  // The axis (0, 0, 1) x (x, y, z).
  return multiply3(rotationFromAxisAngle((-y / across) * angle, (x / across) * angle, 0), rotation);
}
