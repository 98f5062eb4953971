import type { HeadModel } from '../../../head/head-model.ts';
import type { BakedTexture } from '../bake-texture.ts';
import { completeByNetwork } from './complete-by-network.ts';
import type { CompletionName } from './completion-name.ts';
import { loadCompletionNetwork } from './completion-network.ts';
import { outerTexels } from './outer-texels.ts';
import { addSkinGrain } from './skin-grain.ts';

/** A baked texture completed in another way than the bake's own, which is `albedo`. Seen texels stay as they are. */
export async function completeSkin(head: HeadModel, baked: BakedTexture, name: CompletionName): Promise<BakedTexture> {
  const completions: Readonly<Record<CompletionName, () => Promise<BakedTexture>>> = {
    albedo: async () => baked,
    gan: () => byNetwork(head, baked),
    none: async () => ({ ...baked, albedo: { ...baked.albedo, data: flat(baked) } }),
  };
  return completions[name]();
}

async function byNetwork(head: HeadModel, baked: BakedTexture): Promise<BakedTexture> {
  const { width: size, data } = baked.albedo;
  const task = { size, albedo: data, share: baked.share, outer: outerTexels(head, size) };
  const network = await loadCompletionNetwork();
  try {
    const { data: completed } = await completeByNetwork(network, task);
    return { ...baked, albedo: addSkinGrain(head, { ...task, albedo: completed }) };
  } finally {
    await network.close();
  }
}

/** Texels of which nothing was seen in the mean colour of what was. */
function flat({ albedo: { data }, share }: BakedTexture): Float32Array {
  const mean = new Float64Array(3);
  let seen = 0;
  for (let i = 0; i < share.length; i++) {
    seen += share[i];
    for (let c = 0; c < 3; c++) mean[c] += share[i] * data[3 * i + c];
  }
  const out = data.slice();
  for (let i = 0; i < share.length; i++)
    if (share[i] === 0) for (let c = 0; c < 3; c++) out[3 * i + c] = mean[c] / Math.max(1, seen);
  return out;
}
