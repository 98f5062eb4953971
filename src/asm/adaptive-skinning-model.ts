import type { HeadModel } from '../head/head-model.ts';
import { type KernelMemory, type Kernels, type RealArray, realCopy } from '../kernels/kernel.ts';
import { bindAnchors } from './bone-anchors.ts';
import { type BoneTransforms, boneTransforms, boneTransformsBackward } from './bone-transforms.ts';
import { BONE_PARENTS, BONES, HEAD_BONE, ROOT_BONE } from './bones.ts';
import {
  type MixtureWeights,
  mixtureWeights,
  mixtureWeightsBackward,
  type SkinningPairs,
  skinningPairs,
} from './mixture-weights.ts';
import { type AsmLayout, asmLayout, DEFAULT_MIXTURE_COUNT, groupOf } from './parameters.ts';
import { buildPositionMap, lookUpPosition, type PositionMap } from './position-map.ts';
import { restParameters } from './rest-parameters.ts';
import { blendSkin, blendSkinBackward } from './skinning.ts';

/**
 * The Adaptive Skinning Model of one head [ASM23]: a template's skin moved by 84 bones whose places on
 * the surface, transforms and Gaussian-mixture skinning weights are all parameters.
 *   v'_i = sum_j w_ij(pi, mu, Sigma, zeta) W_j(tau) B_j(zeta)^-1 v_i
 */
export interface AdaptiveSkinningModel {
  readonly head: HeadModel;
  readonly layout: AsmLayout;
  /** Skin of the template [V, 3] mm. */
  readonly template: Float64Array;
  readonly positionMap: PositionMap;
  readonly parents: Int32Array;
  /** [B] 0 for root and head, whose transforms are the gauge and whose mixtures do not exist. */
  readonly hasMixture: Uint8Array;
  /** Rest values of all parameters [P]. */
  readonly rest: Float64Array;
  /** Surface point of each bone at rest, f(zeta0) [B, 3]. */
  readonly restSurface: Float64Array;
  /** Bind position of each bone at rest psi0 [B, 3]. */
  readonly restBind: Float64Array;
}

/** Builds the model on a template. @param positions [>= V, 3], the skin first */
export function createAsm(
  head: HeadModel,
  positions: ArrayLike<number>,
  mixtureCount = DEFAULT_MIXTURE_COUNT,
): AdaptiveSkinningModel {
  const layout = asmLayout(BONES.length, mixtureCount);
  const template = Float64Array.from({ length: 3 * head.parts[0].vertexCount }, (_, i) => positions[i]);
  const positionMap = buildPositionMap(head, template);
  const anchors = bindAnchors(head, template, positionMap);
  const hasMixture = new Uint8Array(BONES.length).fill(1);
  hasMixture[ROOT_BONE] = 0;
  hasMixture[HEAD_BONE] = 0;
  return {
    head,
    layout,
    template,
    positionMap,
    parents: BONE_PARENTS,
    hasMixture,
    rest: restParameters(layout, anchors.uv, hasMixture),
    restSurface: anchors.surface,
    restBind: anchors.bind,
  };
}

/** Pairs of vertices and bones that interact; rebuild every few dozen steps of a fit. */
export function asmPairs(memory: KernelMemory, model: AdaptiveSkinningModel, parameters: Float64Array): SkinningPairs {
  return skinningPairs(memory, model.layout, parameters, model.head.skinUv, model.hasMixture, HEAD_BONE);
}

/** A pose of the model; what belongs to vertices and pairs lies in kernel memory. */
export interface AsmForward {
  readonly pairs: SkinningPairs;
  readonly weights: MixtureWeights;
  /** psi [B, 3] */
  readonly bind: Float64Array;
  /** D_j = df/dzeta [B, 3, 2] */
  readonly surfaceDerivative: Float64Array;
  readonly bones: BoneTransforms;
  /** Template [V, 3] and UV [V, 2] of the skin. */
  readonly template: RealArray;
  readonly uv: RealArray;
  /** Deformed skin [V, 3]. */
  readonly positions: RealArray;
}

/** Parameters [P] to vertices. */
export function asmForward(
  kernels: Kernels,
  model: AdaptiveSkinningModel,
  parameters: Float64Array,
  pairs: SkinningPairs,
): AsmForward {
  const { layout } = model;
  const zeta = groupOf(layout, parameters, 'binding');
  const bind = new Float64Array(3 * layout.boneCount);
  const surfaceDerivative = new Float64Array(6 * layout.boneCount);
  for (let j = 0; j < layout.boneCount; j++) {
    // psi = f(zeta) - f(zeta0) + psi0
    const { position, derivative } = lookUpPosition(model.positionMap, zeta[2 * j], zeta[2 * j + 1]);
    surfaceDerivative.set(derivative, 6 * j);
    for (let k = 0; k < 3; k++)
      bind[3 * j + k] = position[k] - model.restSurface[3 * j + k] + model.restBind[3 * j + k];
  }
  const uv = realCopy(kernels.memory, model.head.skinUv);
  const template = realCopy(kernels.memory, model.template);
  const weights = mixtureWeights(kernels, layout, parameters, uv, pairs);
  const bones = boneTransforms(layout, parameters, bind, model.parents);
  const positions = blendSkin(kernels, template, pairs, weights.weights, bones);
  return { pairs, weights, bind, surfaceDerivative, bones, template, uv, positions };
}

/**
 * Gradient on vertices [V, 3] to gradient on parameters [P].
 * @param gradPositions in kernel memory
 * @param gradWeights what reaches the skinning weights [N] by other ways than the vertices, in kernel memory; the
 *   vertices' share is added to it
 */
export function asmBackward(
  kernels: Kernels,
  model: AdaptiveSkinningModel,
  parameters: Float64Array,
  forward: AsmForward,
  gradPositions: RealArray,
  gradWeights: RealArray,
): Float64Array {
  const { layout } = model;
  const { pairs, weights, bones, uv, template } = forward;
  const out = new Float64Array(layout.parameterCount);
  const skin = blendSkinBackward(kernels, template, pairs, weights.weights, bones, gradPositions, gradWeights);
  mixtureWeightsBackward(kernels, layout, parameters, uv, pairs, weights, gradWeights, out);
  const gradBind = boneTransformsBackward(
    layout,
    parameters,
    forward.bind,
    model.parents,
    bones,
    skin.linear,
    skin.offset,
    out,
  );
  const gradZeta = groupOf(layout, out, 'binding');
  for (let j = 0; j < layout.boneCount; j++)
    for (let k = 0; k < 3; k++) {
      gradZeta[2 * j] += forward.surfaceDerivative[6 * j + 2 * k] * gradBind[3 * j + k];
      gradZeta[2 * j + 1] += forward.surfaceDerivative[6 * j + 2 * k + 1] * gradBind[3 * j + k];
    }
  return out;
}
