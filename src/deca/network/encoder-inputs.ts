import type { LocalComponents } from './encoder-weights.ts';
import type { FeatureGroup } from './feature-graph.ts';
import { normalizePoints } from './pose-normalization.ts';

/** What the trained part of the encoder looks at, and the pose that it corrects. */
export interface EncoderInputs {
  /** [I]: points without pose | rotation | camera | irises | local components | last map | colours */
  readonly inputs: Float32Array;
  readonly headPose: Float64Array;
  readonly camera: Float64Array;
}

/** The run of a group in the feature vector. @throws {Error} a group that is not there. */
export function featureSlice(groups: readonly FeatureGroup[], name: string, features: Float32Array): Float32Array {
  let at = 0;
  for (const group of groups) {
    if (group.name === name) return features.subarray(at, at + group.length);
    at += group.length;
  }
  throw new Error(`features: must have a group ${name}`);
}

/** The reference of what encoder-graph.ts does in ONNX. @param template landmarks of the head [468, 3] mm */
export function encoderInputs(
  groups: readonly FeatureGroup[],
  features: Float32Array,
  template: Float64Array,
  local: LocalComponents,
): EncoderInputs {
  const { residual, rotation, headPose, camera } = normalizePoints(featureSlice(groups, 'points', features), template);
  const parts = [
    residual,
    rotation,
    camera,
    featureSlice(groups, 'irises', features),
    projectLocal(local, featureSlice(groups, 'local', features)),
    featureSlice(groups, 'last', features),
    featureSlice(groups, 'colors', features),
  ];
  const inputs = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    inputs.set(part, at);
    at += part.length;
  }
  return { inputs, headPose, camera };
}

/** Descriptors in their principal components. @param descriptors [K, channels] @returns [K, components] */
function projectLocal(
  { landmarks, channels, components, mean, basis }: LocalComponents,
  descriptors: Float32Array,
): Float32Array {
  const out = new Float32Array(landmarks.length * components);
  for (let k = 0; k < landmarks.length; k++)
    for (let c = 0; c < channels; c++) {
      const x = descriptors[k * channels + c] - mean[k * channels + c];
      const row = (k * channels + c) * components;
      for (let d = 0; d < components; d++) out[k * components + d] += x * basis[row + d];
    }
  return out;
}
