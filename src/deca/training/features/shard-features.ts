import { encoderInputs } from '../../network/encoder-inputs.ts';
import type { LocalComponents } from '../../network/encoder-weights.ts';
import type { FeatureNetwork } from '../../network/feature-network.ts';
import { cropPlanes, readCrops } from '../training-set.ts';
import { digestOf, storedRows } from './stored-features.ts';

/** What makes a crop into the trained network's inputs. */
export interface InputMaker {
  readonly network: FeatureNetwork;
  /** Landmarks of the mean head [468, 3] mm. */
  readonly template: Float64Array;
  readonly local: LocalComponents;
}

/** Numbers of the base pose behind a row's inputs: axis-angle and scaled orthography. */
export const BASE_LENGTH = 6;

/** Features of one of a shard's crops [F]. @param crops bytes [count, 3, 224, 224] */
export function featuresOfCrop(network: FeatureNetwork, crops: Uint8Array, row: number): Promise<Float32Array> {
  return network.features(cropPlanes(crops, row));
}

/** Names a shard's rows by all that they are made with. */
export function rowsKey({ network, template, local }: InputMaker): string {
  return digestOf([network.sha256, local.mean, local.basis, Float32Array.from(template)]);
}

/** Inputs and base pose of a shard's crops [count, I + 6]; kept beside the shard, and taken from there the next time. */
export async function shardRows(path: string, maker: InputMaker, key = rowsKey(maker)): Promise<Float32Array> {
  return storedRows(path, key, async () => {
    const { crops, count } = readCrops(path);
    const { network, template, local } = maker;
    let all = new Float32Array(0);
    for (let row = 0; row < count; row++) {
      const features = await featuresOfCrop(network, crops, row);
      const { inputs, headPose, camera } = encoderInputs(network.groups, features, template, local);
      const length = inputs.length + BASE_LENGTH;
      if (row === 0) all = new Float32Array(count * length);
      all.set(inputs, row * length);
      all.set([...headPose, ...camera], row * length + inputs.length);
    }
    return all;
  });
}
