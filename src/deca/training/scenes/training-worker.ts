import { messageOf } from '../../../errors.ts';
import { loadBundledHead } from '../../../head/bundled/bundled-head.ts';
import { openKernels } from '../../../kernels/runtime/wasm-kernels.ts';
import { loadPartImages } from '../../../render/mesh/head-mesh.ts';
import { createMorphableDecoder } from '../../decode/morphable-decoder.ts';
import { type ShardRequest, writeShard } from '../training-set.ts';
import { createSceneSampler } from './training-scenes.ts';

// A process of its own, run by training-set.ts: renders shards until the parent lets go.
async function load() {
  const head = loadBundledHead();
  return createSceneSampler(openKernels(1), createMorphableDecoder(head), await loadPartImages(head));
}
const loading = load();

process.on('message', async ({ path, firstSeed, people, ...request }: ShardRequest) => {
  try {
    const sample = await loading;
    writeShard(path, Array.from({ length: people }, (_, p) => sample({ ...request, seed: firstSeed + p })).flat());
    process.send?.('done');
  } catch (error) {
    process.send?.(messageOf(error));
  }
});
process.on('disconnect', () => process.exit(0));
