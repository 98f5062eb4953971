import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { DESCRIPTOR_CHANNELS } from '../../../capture/detection/attention-graph.ts';
import { featureSlice } from '../../network/encoder-inputs.ts';
import type { LocalComponents } from '../../network/encoder-weights.ts';
import type { FeatureNetwork } from '../../network/feature-network.ts';
import { inProcesses } from '../in-processes.ts';
import { fitLocalComponents } from '../local-components.ts';
import { readCrops } from '../training-set.ts';
import type { FeatureRequest } from './feature-worker.ts';
import { featuresOfCrop, type InputMaker, rowsKey, shardRows } from './shard-features.ts';
import { digestOf, rowsPath, storedComponents } from './stored-features.ts';

const COMPONENTS = 24;
/** Crops from which the local components are found. */
const COMPONENT_CROPS = 3000;

/** The frozen network, and the mean head that its points are laid onto. */
export interface FrozenFeatures extends Pick<InputMaker, 'network' | 'template'> {
  /** Landmarks at which feature maps are looked up. */
  readonly localLandmarks: readonly number[];
}

/** How the work is shared, and who is told of it. */
export interface FeatureWork {
  readonly processes: number;
  onShard(done: number, of: number): void;
}

/**
 * Runs the frozen features over the shards. What is found of a shard is kept beside it: another run, or one that was
 * broken off, finds it there.
 * @returns what made the rows, which lie beside each shard now
 */
export async function takeFeatures(
  shards: readonly string[],
  { network, template, localLandmarks }: FrozenFeatures,
  { processes, onShard }: FeatureWork,
): Promise<InputMaker> {
  const local = await componentsOf(shards, network, localLandmarks);
  const maker: InputMaker = { network, template, local };
  const key = rowsKey(maker);
  const missing = shards.filter((path) => !existsSync(rowsPath(path, key)));
  let done = shards.length - missing.length;
  const told = (): void => onShard(++done, shards.length);
  if (Math.min(processes, missing.length) > 1) {
    const requests = missing.map((path): FeatureRequest => ({ path, template, local }));
    await inProcesses({ script: 'program/deca/training/features/feature-worker.js', processes }, requests, told);
  } else
    for (const path of missing) {
      await shardRows(path, maker, key);
      told();
    }
  return maker;
}

/** Local components of the first crops. */
function componentsOf(
  shards: readonly string[],
  network: FeatureNetwork,
  landmarks: readonly number[],
): Promise<LocalComponents> {
  return storedComponents(
    shards,
    digestOf([network.sha256, ...shards.map((path) => basename(path))]),
    { landmarks, channels: DESCRIPTOR_CHANNELS, components: COMPONENTS },
    async () => {
      const descriptors: Float32Array[] = [];
      for (const path of shards) {
        if (descriptors.length >= COMPONENT_CROPS) break;
        const { crops, count } = readCrops(path);
        for (let row = 0; row < count && descriptors.length < COMPONENT_CROPS; row++)
          descriptors.push(featureSlice(network.groups, 'local', await featuresOfCrop(network, crops, row)).slice());
      }
      return fitLocalComponents(descriptors, landmarks, DESCRIPTOR_CHANNELS, COMPONENTS);
    },
  );
}
