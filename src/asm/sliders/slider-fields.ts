import { vertexNeighbours } from '../../geometry/mesh/mesh.ts';
import { type HeadModel, skinTriangles } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { type AdaptiveSkinningModel, createAsm } from '../adaptive-skinning-model.ts';
import { type BoneTransforms, boneTransforms } from '../bone-transforms.ts';
import { BONES, HEAD_BONE, ROOT_BONE } from '../bones.ts';
import { groupOf } from '../parameters.ts';
import { createPartCarrier } from './carry-parts.ts';
import { createLipKeeper } from './lips-together.ts';
import { sliderParameters } from './slider-bones.ts';
import { type Slider, slidersOf } from './slider-definition.ts';
import { SLIDER_DEFINITIONS } from './slider-table.ts';

/** What each slider displaces at 1 [V, 3] mm, all parts, by the sliders' names. */
export type SliderFields = ReadonlyMap<string, Float64Array>;

/**
 * Sliders as displacement fields of a head, linear in their values:
 *   D_m = (f(tau_0 + a_m) - f(tau_0 - a_m))/2,  v' = v + sum_m s_m D_m,
 * f the skinning model on the mean head, at rest but for narrower weights ({@link boneReaches}); lips stay on each other
 * (lips-together.ts), eyes, teeth and tongue go with the skin (carry-parts.ts). The same for every person, so that sliders add up and what was done can be undone.
 */
export const sliderFields: (head: HeadModel) => SliderFields = onceAHead((head) => {
  const model = withEyePivots(createAsm(head, head.template, 1));
  const reaches = boneReaches(model);
  const carry = createPartCarrier(head);
  const keepLips = createLipKeeper(head);
  const skinOf = (slider: Slider): Float64Array => {
    const [high, low] = [1, -1].map((value) =>
      boneTransforms(model.layout, sliderParameters(model, slider, value), model.restBind, model.parents),
    );
    const skin = blendedSkin(model.template, reaches, halfDifference(high, low));
    keepLips(skin);
    return skin;
  };
  return new Map(
    SLIDER_DEFINITIONS.flatMap((definition) => {
      const [whole, left, right] = slidersOf(definition);
      if (left === undefined) return [[whole.name, carry(skinOf(whole))] as const];
      const skin = skinOf(left);
      const [own, other] = [skin, mirrored(head, skin)].map(carry);
      return [
        [whole.name, own.map((x, i) => x + other[i])] as const,
        [left.name, own] as const,
        [right.name, other] as const,
      ];
    }),
  );
});

/** A displacement of the skin on the other side. @param skin [skin vertices, 3] */
function mirrored({ mirror }: HeadModel, skin: Float64Array): Float64Array {
  const out = new Float64Array(skin.length);
  for (let v = 0; v < mirror.length; v++) {
    out[3 * v] = -skin[3 * mirror[v]];
    out[3 * v + 1] = skin[3 * mirror[v] + 1];
    out[3 * v + 2] = skin[3 * mirror[v] + 2];
  }
  return out;
}

/** sum_m s_m D_m [V, 3] mm. @param values by the sliders' names */
export function sliderDisplacement(fields: SliderFields, values: ReadonlyMap<string, number>): Float64Array {
  const [first] = fields.values();
  const out = new Float64Array(first.length);
  for (const [name, value] of values) {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`no slider is called ${name}`);
    if (value !== 0) for (let i = 0; i < out.length; i++) out[i] += value * field[i];
  }
  return out;
}

/** The model with its eyes' bones in the middle of the eyeballs: their places in the slits' openings say nothing of that. */
function withEyePivots(model: AdaptiveSkinningModel): AdaptiveSkinningModel {
  const { head } = model;
  const restBind = model.restBind.slice();
  BONES.forEach(({ name }, j) => {
    const eye = head.joints.findIndex((joint) => joint.name === name);
    if (eye >= 0 && name.startsWith('eye_')) restBind.set(head.jointPositions.subarray(3 * eye, 3 * eye + 3), 3 * j);
  });
  return { ...model, restBind };
}

/** Width of a bone's Gaussian: a share of how far its second nearest neighbour is in the skin UV, within bounds. */
const NARROW = 0.5;
const MIN_SIGMA_UV = 0.012;
const MAX_SIGMA_UV = 0.05;
const BACKGROUND = 0.15;
/** Reaches along u and v of bones that have no neighbours to tell by. */
const REACHES: Readonly<Record<string, readonly [number, number]>> = {
  ear_L: [0.024, 0.05],
  eyebrow_inner_L: [0.02, 0.02],
  neck_side_L: [0.036, 0.05],
};

/** What a bone carries. */
interface BoneReach {
  readonly vertices: number[];
  readonly weights: number[];
}

/**
 * Handles' weights by bone: as the skinning model's, but that every Gaussian peaks at 1 and ends where its neighbours begin,
 *   w_ij = N_ij/(b + sum_l N_il),  N_ij = exp(-(du/s_u)^2/2 - (dv/s_v)^2/2);
 * what is left is the background, which the head bone has behind the face and above the neck, and the root elsewhere.
 */
function boneReaches({ layout, head, rest, hasMixture }: AdaptiveSkinningModel): BoneReach[] {
  const places = groupOf(layout, rest, 'binding');
  const sigmas = BONES.map(({ name }, j): readonly [number, number] => {
    const given = REACHES[name.replace(/_R$/, '_L')];
    if (given !== undefined) return given;
    const far = BONES.flatMap((_, i) =>
      i === j || hasMixture[i] === 0
        ? []
        : [Math.hypot(places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1])],
    ).sort((a, b) => a - b);
    const sigma = Math.min(MAX_SIGMA_UV, Math.max(MIN_SIGMA_UV, NARROW * far[1]));
    return [sigma, sigma];
  });
  const neckJoints = head.joints.flatMap(({ name }, joint) => (name === 'root' || name === 'neck' ? [joint] : []));
  const skull = behindFace(head);
  const out = BONES.map((): BoneReach => ({ vertices: [], weights: [] }));
  const densities = new Float64Array(BONES.length);
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    let sum = BACKGROUND;
    for (let j = 0; j < BONES.length; j++) {
      const du = (head.skinUv[2 * v] - places[2 * j]) / sigmas[j][0];
      const dv = (head.skinUv[2 * v + 1] - places[2 * j + 1]) / sigmas[j][1];
      const square = du * du + dv * dv;
      densities[j] = hasMixture[j] === 0 || square > FAR ? 0 : Math.exp(-square / 2);
      sum += densities[j];
    }
    const onNeck = neckJoints.reduce((share, joint) => share + head.jointWeights[v * head.joints.length + joint], 0);
    const onSkull = (1 - onNeck) * skull[v];
    densities[HEAD_BONE] = BACKGROUND * onSkull;
    densities[ROOT_BONE] = BACKGROUND * (1 - onSkull);
    for (let j = 0; j < BONES.length; j++) {
      const weight = densities[j] / sum;
      if (weight < MIN_WEIGHT) continue;
      out[j].vertices.push(v);
      out[j].weights.push(weight);
    }
  }
  return out;
}

/** Rounds in which the face's border is blurred, each by a ring of vertices. */
const BLUR_ROUNDS = 10;

/** 0 on the face and in the mouth and the sockets, 1 well behind them [skin vertices]. */
function behindFace(head: HeadModel): Float64Array {
  const count = head.parts[0].vertexCount;
  const { face, lids, lips, mouth, sockets } = head.regions;
  const neighbours = vertexNeighbours(count, skinTriangles(head), 3);
  let mask = Float64Array.from({ length: count }, (_, v) => face[v] | lids[v] | lips[v] | mouth[v] | sockets[v]);
  for (let round = 0; round < BLUR_ROUNDS; round++)
    mask = mask.map((own, v) => neighbours[v].reduce((sum, n) => sum + mask[n], own) / (neighbours[v].length + 1));
  return mask.map((blurred) => Math.max(0, 1 - 2 * blurred));
}

/** Squared distance in widths, beyond which a Gaussian is less than a hundred thousandth. */
const FAR = 23;
/** Nobody sees a thousandth of a slider. */
const MIN_WEIGHT = 1e-3;

/** What bones do to points that they carry whole: P v + x. */
type LinearMaps = Pick<BoneTransforms, 'linear' | 'offset'>;

function halfDifference(high: LinearMaps, low: LinearMaps): LinearMaps {
  return {
    linear: high.linear.map((x, i) => (x - low.linear[i]) / 2),
    offset: high.offset.map((x, i) => (x - low.offset[i]) / 2),
  };
}

/** Linear blend skinning of displacements: d_i = sum_j w_ij (P_j v_i + x_j), over the bones that move. @returns [V, 3] */
function blendedSkin(
  template: Float64Array,
  reaches: readonly BoneReach[],
  { linear, offset }: LinearMaps,
): Float64Array {
  const out = new Float64Array(template.length);
  reaches.forEach(({ vertices, weights }, j) => {
    const P = linear.subarray(9 * j, 9 * j + 9);
    const x = offset.subarray(3 * j, 3 * j + 3);
    if (P.every((p) => p === 0) && x.every((o) => o === 0)) return;
    for (let n = 0; n < vertices.length; n++) {
      const v = 3 * vertices[n];
      for (let k = 0; k < 3; k++) {
        const row = P[3 * k] * template[v] + P[3 * k + 1] * template[v + 1] + P[3 * k + 2] * template[v + 2];
        out[v + k] += weights[n] * (row + x[k]);
      }
    }
  });
  return out;
}
