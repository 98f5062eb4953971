import { applySubdivision } from '../../geometry/mesh/catmull-clark.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { createJawRig, turnJaw } from '../anatomy/jaw.ts';
import { shutSlit } from '../anatomy/shut-slits.ts';
import { skinSubdivision } from '../anatomy/skin-subdivision.ts';
import { findSlits } from '../anatomy/slits.ts';
import type { HeadModel, MorphBasis } from '../head-model.ts';
import { shapeCarrier } from './carry-shapes.ts';
import { clearHead, clearMovedParts, clearParts } from './clear-parts.ts';
import { evenCreases } from './even-creases.ts';
import { type EyeSphere, eyeSpheres, type RestingHead } from './eyes/eye-spheres.ts';
import { liftLids, outerLids } from './eyes/lids-on-eyes.ts';
import { slideUnderBlink } from './eyes/lids-under-blink.ts';
import { eyeRetraction, retractEye } from './eyes/retract-eye.ts';
import { eyeLookOf, turnEye } from './eyes/turn-eyes.ts';
import { holdLips } from './lips/hold-lips.ts';
import { roundMouth } from './lips/round-mouth.ts';
import { roundVowels } from './lips/round-vowels.ts';
import { meetRims, rimOffsets } from './meet-rims.ts';
import { mirrorHalves } from './mirror-halves.ts';
import { type MouthParts, mouthParts, partVertices } from './mouth-parts.ts';
import type { ClearHead } from './touched-parts.ts';

/** How far `jawOpen` turns the jaw's joint, radians: MakeHuman's own face unit turns the teeth by 21 degrees. */
export const JAW_OPEN = (22 * Math.PI) / 180;

/** In a blink the upper lid does most of the way. */
const BLINK = { upperShare: 0.8, reachMm: 6 };
const CLOSING = { upperShare: 0.5, reachMm: 10 };
/** Rounds of bringing rims together and lifting lids off the eye. */
const BLINK_ROUNDS = 6;
const CLOSING_ROUNDS = 4;

/** Looks at a shape alone and with the jaw open, until neither is to be mended. */
const CYCLES = 3;

/** What a shape brings this much forwards leaves the mouth, mm. */
const OUT_MM = 10;

/** An eye with its lids' outer vertices. */
interface Eye {
  readonly side: 'Left' | 'Right';
  readonly sphere: EyeSphere;
  readonly lids: readonly number[];
}

function eyesOf(head: HeadModel, rest: RestingHead): Eye[] {
  const lids = outerLids(head);
  return eyeSpheres(head, rest).map((sphere) => {
    const left = sphere.part.name === 'eye_L';
    return { side: left ? 'Left' : 'Right', sphere, lids: lids.filter((v) => head.template[3 * v] > 0 === left) };
  });
}

/** What a face's shapes are made with. */
interface Workshop extends RestingHead {
  readonly head: HeadModel;
  readonly kernels: Kernels;
  readonly parts: MouthParts;
  readonly eyes: readonly Eye[];
}

/** A face and its shapes. */
export interface FaceShapes {
  /** The neutral face [V, 3] mm, as it was but that no tooth lies in the mouth's lining and no lid in its eye. */
  readonly neutral: Float64Array;
  /** [52, V * 3] mm */
  readonly faceShapes: MorphBasis;
  /** [15, V * 3] mm */
  readonly visemes: MorphBasis;
}

/**
 * ARKit's 52 shapes and the 15 visemes for one face, displacements of its neutral mesh at full strength:
 * carried over by the skin's surroundings (carry-shapes.ts), then made to hold on this face:
 *   `jawOpen` is the jaw's joint turned by {@link JAW_OPEN}, the chord of that turn, but for the mouth's lining;
 *   `eyeLook*` turn the eyeballs as their joints do (turn-eyes.ts); no lid lies in its eyeball;
 *   `eyeBlink*` bring the lids' rims together; `mouthClose` with `jawOpen` at 1 leaves the lips as they rest, shut;
 *   alone and with `jawOpen` at 1 no shape leaves teeth, gums or tongue in the skin.
 * Left and right halves are corrected apart; both together are their sum.
 */
export function fitFaceShapes(kernels: Kernels, head: HeadModel, rest: RestingHead): FaceShapes {
  const parts = mouthParts(head);
  const neutral = rest.positions.slice();
  clearParts(kernels, parts, parts.inside, neutral);
  const eyes = eyesOf(head, rest);
  for (const { sphere, lids } of eyes) liftLids(lids, sphere, neutral, neutral);
  const shop: Workshop = { positions: neutral, joints: rest.joints, head, kernels, parts, eyes };
  const carried = shapeCarrier(head, neutral);
  const faceShapes = carried(evenCreases(head, mirrorHalves(head, head.faceShapes)));
  const visemes = carried(head.visemes);
  const open = openJaw(shop);
  closeMouth(shop, faceShapes, open);
  shapeOf(faceShapes, 'jawOpen')?.set(open.map((x, i) => x - neutral[i]));
  const { mouth } = findSlits(head);
  for (const shapes of [faceShapes, visemes]) {
    roundMouth(head, mouth, neutral, shapes);
    holdLips(head, mouth, neutral, shapes);
  }
  roundVowels(faceShapes, visemes);
  mendEyes(shop, faceShapes);
  const looksWith = (skinOf: SkinOf): ClearLook[] =>
    [neutral, open].map((at) => {
      const shown = at.slice();
      skinOf(shown);
      return { before: clearHead(kernels, parts, shown), skinOf };
    });
  const looks = { all: looksWith(() => {}), partsOut: looksWith(smoothedSkin(head)) };
  mendMouths(shop, faceShapes, looks);
  mendMouths(shop, visemes, looks);
  return { neutral, faceShapes, visemes };
}

/** A shape's displacements [V, 3], a view. */
function shapeOf({ names, deltas }: MorphBasis, name: string): Float32Array | undefined {
  const k = names.indexOf(name);
  const stride = deltas.length / names.length;
  return k < 0 ? undefined : deltas.subarray(k * stride, (k + 1) * stride);
}

function openJaw({ head, positions, joints, kernels, parts }: Workshop): Float64Array {
  const jaw = createJawRig(head);
  const out = positions.slice();
  turnJaw({ ...jaw, pivot: joints.subarray(3 * jaw.joint, 3 * jaw.joint + 3) }, [JAW_OPEN, 0, 0], out);
  clearParts(kernels, parts, parts.inside, out);
  return out;
}

/** On the mean head `jawOpen` and `mouthClose` leave the mouth shut together: what they are together is kept. */
function closeMouth({ head, positions }: Workshop, shapes: MorphBasis, open: Float64Array): void {
  const opened = shapeOf(shapes, 'jawOpen');
  const close = shapeOf(shapes, 'mouthClose');
  if (opened === undefined || close === undefined) return;
  const closed = positions.map((x, i) => x + close[i] + opened[i]);
  const { mouth } = findSlits(head);
  const shut = positions.slice();
  shutSlit(head, mouth, shut);
  const apart = rimOffsets(head, mouth, shut);
  for (let round = 0; round < CLOSING_ROUNDS; round++) meetRims(head, mouth, { ...CLOSING, apart }, closed);
  const skin = 3 * head.parts[0].vertexCount;
  for (let i = 0; i < skin; i++) close[i] = closed[i] - open[i];
}

/** Every shape that moves lids, at rest. */
function mendEyes({ head, positions, eyes }: Workshop, shapes: MorphBasis): void {
  const slits = findSlits(head);
  for (const name of shapes.names)
    for (const { side, sphere, lids } of eyes) {
      const delta = shapeOf(shapes, name);
      if (delta === undefined || !lids.some((v) => delta[3 * v] !== 0 || delta[3 * v + 1] !== 0)) continue;
      const shaped = positions.map((x, i) => x + delta[i]);
      if (name === `eyeBlink${side}`)
        for (let round = 0; round < BLINK_ROUNDS; round++) {
          meetRims(head, side === 'Left' ? slits.left : slits.right, BLINK, shaped);
          liftLids(lids, sphere, positions, shaped);
        }
      else liftLids(lids, sphere, positions, shaped);
      for (let i = 0; i < delta.length; i++) delta[i] = shaped[i] - positions[i];
      if (name === `eyeBlink${side}`)
        retractEye(sphere, eyeRetraction({ lids, rest: positions, delta }, sphere), delta);
      const look = eyeLookOf(name);
      if (look?.side === side) turnEye(sphere, look.turn, positions, delta);
    }
  for (const { side, sphere, lids } of eyes) {
    const blink = shapeOf(shapes, `eyeBlink${side}`);
    if (blink === undefined) continue;
    const eye = { slit: side === 'Left' ? slits.left : slits.right, sphere, lids, rest: positions, blink };
    for (const name of shapes.names) {
      const delta = shapeOf(shapes, name);
      if (delta !== undefined && name.endsWith(side)) slideUnderBlink(head, eye, name, delta);
    }
  }
}

/** Skin as it is looked at: as it is, or smoothed, in place. Linear, all parts [V, 3] mm. */
type SkinOf = (positions: Float64Array) => void;

/** Heads that are clear, each with the skin that it is looked at with. */
interface ClearLook {
  readonly before: ClearHead;
  readonly skinOf: SkinOf;
}

/** Where the vertices of the skin lie that is displayed. */
function smoothedSkin(head: HeadModel): SkinOf {
  const [{ vertexCount }] = head.parts;
  const subdivision = skinSubdivision(head);
  const vertices = { ...subdivision, start: subdivision.start.subarray(0, vertexCount + 1) };
  return (positions) => positions.set(applySubdivision(vertices, positions.subarray(0, 3 * vertexCount), 3));
}

/** The head at rest and with the jaw open. */
interface MouthLooks {
  readonly all: readonly ClearLook[];
  /** Beside these, where the tongue comes out: it lies on the lip that is seen. */
  readonly partsOut: readonly ClearLook[];
}

/** Every shape that brings teeth or tongue into the skin. */
function mendMouths({ head, kernels, parts }: Workshop, shapes: MorphBasis, { all, partsOut }: MouthLooks): void {
  const skin = 3 * head.parts[0].vertexCount;
  const inMouth = partVertices(parts);
  const shaped = new Float64Array(3 * head.vertexCount);
  const cleared = new Float64Array(3 * head.vertexCount);
  for (const name of shapes.names) {
    const delta = shapeOf(shapes, name);
    if (delta === undefined || name === 'jawOpen') continue;
    const looks = inMouth.some((v) => delta[3 * v + 2] > OUT_MM) ? [...all, ...partsOut] : all;
    for (let cycle = 0, pushed = true; pushed && cycle < CYCLES; cycle++) {
      pushed = false;
      for (const { before, skinOf } of looks) {
        shaped.set(delta);
        skinOf(shaped);
        for (let i = 0; i < shaped.length; i++) shaped[i] += before.positions[i];
        cleared.set(shaped);
        if (!clearMovedParts(kernels, parts, before, cleared)) continue;
        pushed = true;
        for (let i = 0; i < skin; i++) delta[i] += cleared[i] - shaped[i];
      }
    }
  }
}
