import { basename } from 'node:path';
import { encoderInputs, featureSlice } from '../network/encoder-inputs.ts';
import type { LocalComponents } from '../network/encoder-weights.ts';
import { LOCAL_CHANNELS } from '../network/feature-graph.ts';
import type { FeatureNetwork } from '../network/feature-network.ts';
import { fitLocalComponents } from './local-components.ts';
import { digestOf, storedComponents, storedRows } from './stored-features.ts';
import { readShard } from './training-set.ts';

/** What training reads of the rendered crops, all in memory. */
export interface EncoderRows {
  readonly count: number;
  readonly inputCount: number;
  readonly codeCount: number;
  /** [count, I] */
  readonly inputs: Float32Array;
  /** Axis-angle and scaled orthography that come with the inputs [count, 6]. */
  readonly base: Float32Array;
  /** [count, C] */
  readonly codes: Float32Array;
  /** x of all landmarks of the loss, then y [count, 2 P]. */
  readonly landmarks: Float32Array;
  readonly local: LocalComponents;
}

/** The frozen features of a crop, and what the network's inputs are made of besides. */
export interface CropFeatures {
  readonly network: FeatureNetwork;
  /** Landmarks at which feature maps are looked up. */
  readonly localLandmarks: readonly number[];
  /** Landmarks of the mean head [468, 3] mm. */
  readonly template: Float64Array;
  /** Components of an encoder that is to go on; left out: those of the crops. */
  readonly local?: LocalComponents;
}

/** What is known of a rendered crop: its codes, and where the loss's landmarks lie [P]. */
export interface CropTruth {
  readonly codeCount: number;
  readonly landmarks: readonly number[];
}

const COMPONENTS = 24;
/** Crops from which the local components are found. */
const COMPONENT_CROPS = 3000;
const PIXELS = 3 * 224 * 224;

/**
 * Runs the frozen features over the shards. What is found of a shard is kept beside it: another run, or one that was
 * broken off, reads it from there.
 */
export async function loadEncoderRows(
  shards: readonly string[],
  { network, localLandmarks, template, local: given }: CropFeatures,
  { codeCount, landmarks }: CropTruth,
  onShard: (done: number, of: number) => void,
): Promise<EncoderRows> {
  const crop = new Float32Array(PIXELS);
  const featuresOf = async (crops: Uint8Array, row: number): Promise<Float32Array> => {
    for (let i = 0; i < PIXELS; i++) crop[i] = crops[row * PIXELS + i] / 255;
    return network.features(crop);
  };
  const local =
    given ??
    (await storedComponents(
      shards,
      digestOf([network.sha256, ...shards.map((path) => basename(path))]),
      { landmarks: localLandmarks, channels: LOCAL_CHANNELS, components: COMPONENTS },
      async () => {
        const descriptors: Float32Array[] = [];
        for (const path of shards) {
          if (descriptors.length >= COMPONENT_CROPS) break;
          const { crops, count } = readShard(path, codeCount);
          for (let row = 0; row < count && descriptors.length < COMPONENT_CROPS; row++)
            descriptors.push(featureSlice(network.groups, 'local', await featuresOf(crops, row)).slice());
        }
        return fitLocalComponents(descriptors, localLandmarks, LOCAL_CHANNELS, COMPONENTS);
      },
    ));
  const key = digestOf([network.sha256, local.mean, local.basis, Float32Array.from(template)]);

  const inputs: Float32Array[] = [];
  const base: number[] = [];
  const codes: number[] = [];
  const places: number[] = [];
  for (const [s, path] of shards.entries()) {
    const { crops, truth, count } = readShard(path, codeCount);
    const width = truth.length / count;
    const rows = await storedRows(path, key, count, async () => {
      const found: Float32Array[] = [];
      for (let row = 0; row < count; row++) {
        const { inputs, headPose, camera } = encoderInputs(
          network.groups,
          await featuresOf(crops, row),
          template,
          local,
        );
        found.push(Float32Array.of(...inputs, ...headPose, ...camera));
      }
      const all = new Float32Array(count * found[0].length);
      found.forEach((row, i) => {
        all.set(row, i * row.length);
      });
      return all;
    });
    const length = rows.length / count;
    for (let row = 0; row < count; row++) {
      inputs.push(rows.subarray(row * length, (row + 1) * length - 6));
      base.push(...rows.subarray((row + 1) * length - 6, (row + 1) * length));
      codes.push(...truth.subarray(row * width, row * width + codeCount));
      for (const axis of [0, 1]) for (const l of landmarks) places.push(truth[row * width + codeCount + 2 * l + axis]);
    }
    onShard(s + 1, shards.length);
  }
  const inputCount = inputs[0].length;
  const packed = new Float32Array(inputs.length * inputCount);
  inputs.forEach((row, i) => {
    packed.set(row, i * inputCount);
  });
  return {
    count: inputs.length,
    inputCount,
    codeCount,
    inputs: packed,
    base: Float32Array.from(base),
    codes: Float32Array.from(codes),
    landmarks: Float32Array.from(places),
    local,
  };
}
