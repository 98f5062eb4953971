import { loadPeoplesHead } from '../../../head/load-head.ts';
import { openKernels } from '../../../kernels/runtime/wasm-kernels.ts';
import { createMorphableDecoder } from '../../decode/morphable-decoder.ts';
import { seeToRequests } from '../in-processes.ts';
import { type ShardRequest, writeShard } from '../training-set.ts';
import { createSceneSampler } from './training-scenes.ts';
import { loadWardrobe } from './wardrobe.ts';

// A process of its own, run by training-set.ts: renders shards until the parent lets go.
async function load(skins: string | null) {
  const kernels = openKernels(1);
  const head = loadPeoplesHead();
  return createSceneSampler(kernels, createMorphableDecoder(head), await loadWardrobe(head, skins));
}
let loading: ReturnType<typeof load> | null = null;

seeToRequests(async ({ path, firstSeed, people, skins, ...request }: ShardRequest) => {
  loading ??= load(skins);
  const sample = await loading;
  writeShard(path, Array.from({ length: people }, (_, p) => sample({ ...request, seed: firstSeed + p })).flat());
});
