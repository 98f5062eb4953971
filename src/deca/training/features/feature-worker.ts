import { type FeatureNetwork, loadFeatureNetwork } from '../../network/feature-network.ts';
import { seeToRequests } from '../in-processes.ts';
import { type InputMaker, shardRows } from './shard-features.ts';

/** A shard whose features are to be taken; the process has the network itself. */
export interface FeatureRequest extends Omit<InputMaker, 'network'> {
  readonly path: string;
}

// A process of its own, run by take-features.ts: takes features of shards until the parent lets go.
let loading: Promise<FeatureNetwork> | null = null;

seeToRequests(async ({ path, template, local }: FeatureRequest) => {
  loading ??= loadFeatureNetwork(local.landmarks);
  await shardRows(path, { network: await loading, template, local });
});
