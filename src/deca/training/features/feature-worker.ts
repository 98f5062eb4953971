import { messageOf } from '../../../errors.ts';
import { type FeatureNetwork, loadFeatureNetwork } from '../../network/feature-network.ts';
import { DONE } from '../in-processes.ts';
import { type InputMaker, shardRows } from './shard-features.ts';

/** A shard whose features are to be taken; the process has the network itself. */
export interface FeatureRequest extends Omit<InputMaker, 'network'> {
  readonly path: string;
}

// A process of its own, run by take-features.ts: takes features of shards until the parent lets go.
let loading: Promise<FeatureNetwork> | null = null;

process.on('message', async ({ path, template, local }: FeatureRequest) => {
  try {
    loading ??= loadFeatureNetwork(local.landmarks);
    await shardRows(path, { network: await loading, template, local });
    process.send?.(DONE);
  } catch (error) {
    process.send?.(messageOf(error));
  }
});
process.on('disconnect', () => process.exit(0));
