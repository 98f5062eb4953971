import type { HeadModel } from '../../head/head-model.ts';
import { onceAHead } from '../../head/once-a-head.ts';
import { type AdaptiveSkinningModel, createAsm } from '../adaptive-skinning-model.ts';
import { boneTransforms } from '../bone-transforms.ts';
import { BONES, HEAD_BONE, ROOT_BONE } from '../bones.ts';
import { groupOf } from '../parameters.ts';
import { createPartCarrier } from './carry-parts.ts';
import { sliderParameters } from './slider-bones.ts';
import type { Slider } from './slider-definition.ts';
import { SLIDERS } from './slider-table.ts';

/** What each slider displaces at 1 [V, 3] mm, all parts, by the sliders' names. */
export type SliderFields = ReadonlyMap<string, Float64Array>;

/**
 * Sliders as displacement fields of a head, linear in their values:
 *   D_m = (f(tau_0 + a_m) - f(tau_0 - a_m))/2,  v' = v + sum_m s_m D_m,
 * f the skinning model on the mean head, at rest but for narrower mixtures ({@link narrowMixtures}); eyes, teeth and tongue go
 * with the skin (carry-parts.ts). The same for every person, so that sliders add up and what was done can be undone.
 */
export const sliderFields: (head: HeadModel) => SliderFields = onceAHead((head) => {
  const model = withEyePivots(createAsm(head, head.template, 1));
  const reaches = boneReaches(model);
  const carry = createPartCarrier(head);
  const fieldOf = (slider: Slider): Float64Array => {
    const skin = new Float64Array(model.template.length);
    addSkin(model, { reaches, parameters: sliderParameters(model, slider, 1), share: 0.5 }, skin);
    addSkin(model, { reaches, parameters: sliderParameters(model, slider, -1), share: -0.5 }, skin);
    return carry(skin);
  };
  const fields = new Map<string, Float64Array>();
  for (const slider of SLIDERS) {
    const { name, side, definition } = slider;
    const whole = fields.get(definition.name);
    const left = fields.get(`${definition.name}-left`);
    // Both halves are the whole: bones of one side do not move with the other's.
    const field = side === 'right' && whole && left ? whole.map((x, i) => x - left[i]) : fieldOf(slider);
    fields.set(name, field);
  }
  return fields;
});

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

/** A bone's reach, in the distance to its second nearest neighbour. */
const NARROW = Number(process.env.NARROW ?? 0.5);
const MIN_SIGMA_UV = Number(process.env.MINS ?? 0.012);
const MAX_SIGMA_UV = Number(process.env.MAXS ?? 0.05);
const BACKGROUND = Number(process.env.BACK ?? 0.15);
/** Reaches along u and v of bones that have no neighbours to tell by. */
const REACHES: Readonly<Record<string, readonly [number, number]>> = {
  ear_L: [0.024, 0.05],
  eyebrow_inner_L: [0.02, 0.02],
};

/** What a bone carries. */
interface BoneReach {
  readonly vertices: number[];
  readonly weights: number[];
}

/**
 * Handles' weights by bone: as the skinning model's, but that every Gaussian peaks at 1 and ends where its neighbours begin,
 *   w_ij = N_ij/(b + sum_l N_il),  N_ij = exp(-(du/s_u)^2/2 - (dv/s_v)^2/2);
 * what is left is the background, which the head bone has, and below the head model's joint of the head the root.
 */
function boneReaches({ layout, head, rest, hasMixture }: AdaptiveSkinningModel): BoneReach[] {
  const places = groupOf(layout, rest, 'binding');
  const sigmas = BONES.map(({ name }, j): readonly [number, number] => {
    const given = REACHES[name.replace(/_R$/, '_L')];
    if (given !== undefined) return given;
    const far = BONES.flatMap((_, i) =>
      i === j || hasMixture[i] === 0 ? [] : [Math.hypot(places[2 * i] - places[2 * j], places[2 * i + 1] - places[2 * j + 1])],
    ).sort((a, b) => a - b);
    const sigma = Math.min(MAX_SIGMA_UV, Math.max(MIN_SIGMA_UV, NARROW * far[1]));
    return [sigma, sigma];
  });
  const neckJoints = head.joints.flatMap(({ name }, joint) => (name === 'root' || name === 'neck' ? [joint] : []));
  const out = BONES.map((): BoneReach => ({ vertices: [], weights: [] }));
  const densities = new Float64Array(BONES.length);
  for (let v = 0; v < head.parts[0].vertexCount; v++) {
    let sum = BACKGROUND;
    for (let j = 0; j < BONES.length; j++) {
      const [du, dv] = [0, 1].map((k) => (head.skinUv[2 * v + k] - places[2 * j + k]) / sigmas[j][k]);
      densities[j] = hasMixture[j] === 0 ? 0 : Math.exp(-(du * du + dv * dv) / 2);
      sum += densities[j];
    }
    const onNeck = neckJoints.reduce((share, joint) => share + head.jointWeights[v * head.joints.length + joint], 0);
    densities[HEAD_BONE] = BACKGROUND * (1 - onNeck);
    densities[ROOT_BONE] = BACKGROUND * onNeck;
    for (let j = 0; j < BONES.length; j++) {
      const weight = densities[j] / sum;
      if (weight < MIN_WEIGHT) continue;
      out[j].vertices.push(v);
      out[j].weights.push(weight);
    }
  }
  return out;
}

/** Nobody sees a thousandth of a slider. */
const MIN_WEIGHT = 1e-3;

/** Bones in a pose, and how much of what they do is added. */
interface PosedBones {
  readonly reaches: readonly BoneReach[];
  readonly parameters: Float64Array;
  readonly share: number;
}

/** Linear blend skinning as displacements: out_i += share sum_j w_ij ((P_j - I) v_i + x_j), over the bones that move. */
function addSkin(model: AdaptiveSkinningModel, { reaches, parameters, share }: PosedBones, out: Float64Array): void {
  const { layout, restBind, parents, template } = model;
  const { linear, offset } = boneTransforms(layout, parameters, restBind, parents);
  reaches.forEach(({ vertices, weights }, j) => {
    const P = linear.slice(9 * j, 9 * j + 9);
    for (let k = 0; k < 3; k++) P[4 * k] -= 1;
    const x = offset.subarray(3 * j, 3 * j + 3);
    if (P.every((p) => p === 0) && x.every((o) => o === 0)) return;
    vertices.forEach((v, n) => {
      const weight = share * weights[n];
      for (let k = 0; k < 3; k++) {
        const row = P[3 * k] * template[3 * v] + P[3 * k + 1] * template[3 * v + 1] + P[3 * k + 2] * template[3 * v + 2];
        out[3 * v + k] += weight * (row + x[k]);
      }
    });
  });
}
